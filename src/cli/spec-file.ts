/** The spec that the flags speak of. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '#mesh/errors.ts';
import { type ParsedSpec, parseSpec } from '#mesh/spec.ts';
import type { CommonFlags } from './settings.ts';

/** @throws UsageError when the file cannot be read, SpecError when it makes no sense */
export function readSpec(flags: CommonFlags): ParsedSpec {
  const file = flags.file ?? 'vpnmesh.yaml';
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const why =
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'there is no such file' : String(error);
    throw new UsageError(
      `cannot read the spec ${resolve(file)}: ${why}`,
      'name it with --file, or write one: the README shows the shortest',
    );
  }
  return parseSpec(text, file);
}

/** The spec that the flags name. */
import { resolve } from 'node:path';
import { FileFault, readText } from '#files/read-text.ts';
import { UsageError } from '#mesh/errors.ts';
import { type ParsedSpec, parseSpec } from '#mesh/spec/spec.ts';
import type { CommonFlags } from './settings.ts';

/** @throws UsageError if the file cannot be read, SpecError if it is invalid */
export function readSpec(flags: CommonFlags): ParsedSpec {
  const file = flags.file ?? 'vpnmesh.yaml';
  let text: string;
  try {
    text = readText(file);
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    throw new UsageError(
      `cannot read the spec ${resolve(file)}: ${error.message}`,
      'name it with --file, or write one: the README shows a minimal spec',
    );
  }
  return parseSpec(text, file);
}

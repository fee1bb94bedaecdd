/** The spec that the flags name. */
import { resolve } from 'node:path';
import { style } from '#cli/text/style.ts';
import { FileFault, readText } from '#files/read-text.ts';
import { formatProblem, UsageError } from '#mesh/errors.ts';
import { type ParsedSpec, parseSpec } from '#mesh/spec/spec.ts';
import { tell } from './output.ts';
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
  const parsed = parseSpec(text, file);
  for (const warning of parsed.warnings) tell(`${style.warn('warning')} ${formatProblem(warning)}\n`);
  return parsed;
}

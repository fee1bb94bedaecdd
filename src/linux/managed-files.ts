/** Our files on a host as the stages write them, for the audit's comparison. */
import { createHash } from 'node:crypto';
import { configureLines } from './configure.ts';
import type { HostFile } from './host-facts.ts';
import type { HostInput } from './host-input.ts';
import { prepareStage } from './prepare.ts';
import { sysctlPath } from './sysctl.ts';

/** A desired file; several if the host's dataplane decides which. */
export type WantedFiles = Readonly<Record<string, readonly Pick<HostFile, 'mode' | 'sha256'>[]>>;

/** By path, without the sysctl file: its last line depends on the host, and its settings have their own checks. */
export function wantedFiles(input: HostInput): WantedFiles {
  const lines = [...prepareStage(input).input.split('\n'), ...configureLines(input)];
  const wanted: Record<string, { readonly mode: string; readonly sha256: string }[]> = {};
  for (const line of lines) {
    const [, path, mode, base64] = /^file \S+ (\S+) 0(\d+) \S+ (\S*)$/.exec(line) ?? [];
    if (path === undefined || mode === undefined || base64 === undefined || path === sysctlPath) continue;
    const sha256 = createHash('sha256').update(Buffer.from(base64, 'base64')).digest('hex');
    wanted[path] = [...(wanted[path] ?? []), { mode, sha256 }];
  }
  return wanted;
}

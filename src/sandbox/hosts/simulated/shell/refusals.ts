/** just-bash tells whatever it cannot read as if it were not there: the words for what the user may not. */
import { AccessDenied } from '#sandbox/hosts/simulated/disk/user-fs.ts';

const missing = /^(.*?)No such file or directory$/gm;
const raw = /EACCES: permission denied, \w+ '[^']*'/g;

/** @param denied the paths that were refused */
export function refusalsIn(text: string, denied: ReadonlySet<string>): string {
  if (denied.size === 0) return text;
  const names = [...denied].map((path) => path.split('/').at(-1) ?? path);
  return text
    .replace(missing, (line, before: string) =>
      names.some((name) => before.includes(name)) ? `${before}Permission denied` : line,
    )
    .replace(raw, 'Permission denied');
}

/** A redirection that is refused ends the script here, where a real shell leaves out that command. */
export function refused(error: unknown): { readonly exitCode: number; readonly stderr: string } {
  if (!(error instanceof AccessDenied)) throw error;
  return { exitCode: 2, stderr: `sh: 1: cannot create ${error.path}: Permission denied\n` };
}

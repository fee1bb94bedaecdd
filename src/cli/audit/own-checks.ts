/** The checks of `--checks DIR`: each `.mjs` or `.js` file of the folder is a module that exports one `check`. */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checks as ours } from '#checks/index.ts';
import type { Check, Facts } from '#checks/subjects.ts';
import { checkFile, FileFault } from '#files/read-text.ts';
import { UsageError } from '#mesh/errors.ts';
import { masked } from '#mesh/quote.ts';

const family = (id: string): string => id.split('.')[0] ?? '';

/** Our checks, then the folder's. @throws UsageError that names each faulty file and the fault */
export async function allChecks(folder: string | undefined): Promise<readonly Check[]> {
  if (folder === undefined) return ours;
  const own: { readonly file: string; readonly check: Check }[] = [];
  const problems: string[] = [];
  for (const file of modulesOf(folder)) {
    const read = await readModule(folder, file);
    if (typeof read !== 'string') own.push({ file, check: read });
    else problems.push(read);
  }
  const families = new Set(ours.map(({ id }) => family(id)));
  own.forEach(({ file, check: { id } }, index) => {
    const other = own.slice(0, index).find((one) => one.check.id === id);
    if (other !== undefined) problems.push(`${file}: ${other.file} already has the id ${id}: choose another`);
    // A later version may add checks to these families.
    if (families.has(family(id))) {
      problems.push(`${file}: the family "${family(id)}" of ${id} belongs to vpnmesh: use a family of your own`);
    }
  });
  if (problems.length > 0) {
    throw new UsageError(problems.join('\n'), 'docs/writing-checks.md shows a complete check in twenty lines');
  }
  return [...ours, ...own.map(({ check }) => check)];
}

function modulesOf(folder: string): readonly string[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    throw new UsageError(
      `cannot read the folder ${resolve(folder)}: ${whyNot(error)}`,
      'name a folder with your checks',
    );
  }
  const modules = names.filter((name) => /\.m?js$/.test(name) && !/\.test\.m?js$/.test(name)).toSorted();
  if (modules.length > 0) return modules;
  throw new UsageError(
    `${resolve(folder)} contains no check`,
    'put each check into its own file, such as time-zone.mjs',
  );
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such folder',
  ENOTDIR: 'not a folder',
  EACCES: 'permission denied (EACCES)',
};

function whyNot(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}

/** The check, or what is wrong with the file. */
async function readModule(folder: string, file: string): Promise<Check | string> {
  let exported: unknown;
  try {
    // Node would block on a pipe and read a device for ever.
    checkFile(join(folder, file));
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    return `cannot read ${file}: ${error.message}`;
  }
  try {
    exported = ((await import(pathToFileURL(resolve(join(folder, file))).href)) as { readonly check?: unknown }).check;
  } catch (error) {
    return `cannot load ${file}: ${masked(error instanceof Error ? `${error.name}: ${error.message}` : String(error))}`;
  }
  if (exported === undefined) return `${file} exports no check: write \`export const check = {…}\``;
  const { ownCheck } = await import('#audit/own-check.ts');
  const read = ownCheck<Facts>(file, exported);
  return read.ok ? read.check : read.problems.map((problem) => `${file}: ${problem}`).join('\n');
}

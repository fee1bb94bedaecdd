/** Which test files start nothing: neither a process nor a sandbox, neither by themselves nor by what tests share. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Modules that somebody imports who is about to start something, or to be asked by it. */
const starts = /^(node:(child_process|http|net|worker_threads)$|#sandbox\/|#ssh\/|#aws\/)/;
const imported = /(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g;

export function processless(root: string, pattern: string): readonly string[] {
  const known = new Map<string, boolean>();
  const starting = (file: string): boolean => {
    const before = known.get(file);
    if (before !== undefined) return before;
    // While it is being looked at: whoever imports it in a circle need not ask again.
    known.set(file, false);
    const found = [...readFileSync(file, 'utf8').matchAll(imported)].some(([, name = '']) =>
      name.startsWith('.') ? /\.tsx?$/.test(name) && starting(resolve(dirname(file), name)) : starts.test(name),
    );
    known.set(file, found);
    return found;
  };
  return globSync(pattern, { cwd: root })
    .filter((file) => !starting(join(root, file)))
    .toSorted();
}

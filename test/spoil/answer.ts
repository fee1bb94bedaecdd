/** Members of any answer of AWS by their paths, and answers without one of them or with another value in it. */
import { json } from './json.ts';
import { xml } from './xml.ts';

const formOf = (text: string) => (text.startsWith('{') ? json : xml);

/** `vpcSet/item/cidrBlock`: paths of all members below the answer's own element. */
export const pathsIn = (text: string): readonly string[] => formOf(text).pathsIn(text);

/** The answer with something else in the place of every member of that path; undefined takes it out. */
export const replaced = (text: string, path: string, by: (inner: string) => string | undefined): string =>
  formOf(text).replaced(text, path, by);

export const without = (text: string, path: string): string => replaced(text, path, () => undefined);

/** The values of every member of that path. */
export function valuesAt(text: string, path: string): readonly string[] {
  const found: string[] = [];
  replaced(text, path, (inner) => {
    found.push(inner);
    return inner;
  });
  return found;
}

/** What tests keep for each other is made once, whoever comes first. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keptOnce } from '../support/kept.ts';

const made = (text: string) => async (folder: string) => {
  mkdirSync(folder);
  await new Promise((resolve) => setTimeout(resolve, 20));
  writeFileSync(join(folder, 'text'), text);
};
const textIn = (folder: string): string => readFileSync(join(folder, 'text'), 'utf8');

it('is made by the first who asks, and whole for all who asked meanwhile', async () => {
  const folders = await Promise.all(['a', 'b', 'c'].map((text) => keptOnce('kept-test', made(text))));
  expect(new Set(folders).size).toBe(1);
  expect(folders.map(textIn)).toEqual(['a', 'a', 'a']);
  expect(textIn(await keptOnce('kept-test', made('d')))).toBe('a');
});

it('is tried again by the next one where it failed, from the beginning', async () => {
  const half = async (folder: string) => {
    await made('half')(folder);
    throw new Error('no mesh today');
  };
  await expect(keptOnce('kept-test-2', half)).rejects.toThrow('no mesh today');
  expect(textIn(await keptOnce('kept-test-2', made('whole')))).toBe('whole');
});

/** Screens as they were seen, for the pages that show them: without what differs from one sandbox to the next. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const page = resolve(import.meta.dirname, '../../docs/onboarding.md');

/** Ids, times and places become those of an example; widths stay as they are. */
export function normalised(text: string, folder: string): string {
  return text
    .replaceAll(folder, '~')
    .replace(/\b(vpc|sg|sgr|eni|subnet|rtb|i|vol|eipalloc|ami|igw)-[0-9a-f]{5,17}/g, (id, kind: string) =>
      `${kind}-0a1b2c3d4e5f60718`.slice(0, id.length),
    )
    .replace(/\b\d+\.\d ms/g, (time) => '66.4 ms'.padStart(time.length))
    .replace(/\d{4}-\d\d-\d\d(T[\d:.]+Z)?/g, (date) => '2026-11-25T12:00:00.000Z'.slice(0, date.length))
    .replace(/\d+ bytes there, \d+ back/g, '840 bytes there, 840 back')
    .replace(/\b\d+ of \d+ evaluated: (\d+)( fails?, 0 waived, )\d+ pass/g, (_, fail: string, between: string) => {
      // How many checks there are is of no interest; that they add up is.
      return `146 of 146 evaluated: ${fail}${between}${146 - Number(fail)} pass`;
    })
    .replace(/SSH OPEN \d\d min/g, 'SSH OPEN 15 min')
    .replace(/\bat \d\d:\d\d:\d\d\b/g, 'at 12:00:00')
    .replace(/[ \t]+$/gm, '')
    .trimEnd();
}

const block = (name: string): RegExp => new RegExp(`(<!-- screen: ${name} -->\\n\`\`\`text\\n)([^]*?)(\`\`\`\\n)`);

/** What the page shows under the name; undefined when it shows no such screen. */
export function shownOnPage(name: string): string | undefined {
  return block(name).exec(readFileSync(page, 'utf8'))?.[2]?.trimEnd();
}

export function putOnPage(screens: Readonly<Record<string, string>>): void {
  const text = Object.entries(screens).reduce(
    (made, [name, screen]) =>
      made.replace(block(name), (_, head: string, __, tail: string) => `${head}${screen}\n${tail}`),
    readFileSync(page, 'utf8'),
  );
  writeFileSync(page, text);
}

/** For a comparison: where a fault was planted is chosen at random, and columns move with what stands in them. */
export function loosely(screen: string | undefined): string | undefined {
  return screen?.replace(/us-east-[12]/g, 'us-east-N').replace(/ +/g, ' ');
}

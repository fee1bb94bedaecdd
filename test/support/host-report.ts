/** A host's report as the sections it is made of, to be changed and put together again. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Section {
  readonly name: string;
  /** 0 read, 3 not there, 124 took too long. */
  readonly code: number;
  readonly words: string;
  readonly lines: readonly string[];
}

/** Reports of the two simulated hosts whose facts are kept in test/fixtures/audit, by concentrator. */
export const reports: Readonly<Record<string, string>> = {
  'us-east-1': fixture('facts.simulated-debian-12.txt'),
  'us-east-2': fixture('facts.simulated-debian-12.peer.txt'),
};

function fixture(name: string): string {
  return readFileSync(join(import.meta.dirname, '../fixtures/linux', name), 'utf8');
}

export function sectionsOf(report: string): readonly Section[] {
  const sections: Section[] = [];
  let lines: string[] = [];
  for (const line of report.split('\n')) {
    const [, name, code, words = ''] = /^fact (\S+) (\d+) [0-9a-f]{16} (.*)$/.exec(line) ?? [];
    if (line.startsWith('| ')) lines.push(line.slice(2));
    if (name === undefined) continue;
    sections.push({ name, code: Number(code), words, lines });
    lines = [];
  }
  return sections;
}

/** As the script prints them: each with the digest of what it says. */
export function reportOf(sections: readonly Section[]): string {
  return `${sections.map(printed).join('')}done\n`;
}

function printed({ name, code, words, lines }: Section): string {
  const body = lines.map((line) => `| ${line}\n`).join('');
  const digest = createHash('sha256').update(`${body}${name} ${code} ${words}\n`).digest('hex').slice(0, 16);
  return `${body}fact ${name} ${code} ${digest} ${words}\n`;
}

/** The report with one section changed. */
export function withSection(report: string, name: string, change: Partial<Section>): string {
  return reportOf(sectionsOf(report).map((one) => (one.name === name ? { ...one, ...change } : one)));
}

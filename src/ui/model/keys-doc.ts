/** Generates docs/keys.md from the table of bindings. */
import { type Binding, bindings, everywhere, questionKeys, type ScreenName, screenTitles } from './bindings.ts';

const names: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  pageUp: 'PgUp',
  pageDown: 'PgDn',
  home: 'Home',
  end: 'End',
  enter: 'Enter',
  escape: 'Esc',
  tab: 'Tab',
  space: 'Space',
  interrupt: 'Ctrl-C',
};

function table(rows: readonly Binding[]): readonly string[] {
  return [
    '| key | does |',
    '|---|---|',
    ...rows.map(({ keys, does }) => `| ${keys.map((key) => `\`${names[key] ?? key}\``).join(' ')} | ${does} |`),
    '',
  ];
}

export function keysPage(): string {
  const screens = Object.keys(screenTitles) as ScreenName[];
  return [
    '# Keys of the wizard',
    '',
    'Generated from `src/ui/model/bindings.ts` by `npm run screens`, like the footers of the wizard. A key that',
    'is disabled is in brackets in the footer, and says why when you press it. Letters are text while you type into a',
    'field; there `Ctrl-U` clears it, `Ctrl-W` deletes the word before the cursor, `Ctrl-A` and `Ctrl-E` go to',
    'its ends.',
    '',
    '## Everywhere',
    '',
    ...table(everywhere),
    ...screens.flatMap((screen) => [`## ${screenTitles[screen]}`, '', ...table(bindings[screen])]),
    '## At a question',
    '',
    ...table(questionKeys),
  ].join('\n');
}

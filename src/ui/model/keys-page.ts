/** docs/keys.md, made of the table of bindings. */
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
    'Made of `src/ui/model/bindings.ts` by `npm run screens`; the footers of the wizard come from there too. A key that',
    'cannot be used now stands in brackets in the footer, and says why when it is pressed. Letters are text while a',
    'field is typed into; there `Ctrl-U` clears it, `Ctrl-W` takes the word before the cursor, `Ctrl-A` and `Ctrl-E` go to',
    'its ends.',
    '',
    '## Everywhere',
    '',
    ...table(everywhere),
    ...screens.flatMap((screen) => [`## ${screenTitles[screen]}`, '', ...table(bindings[screen])]),
    '## Where it asks whether to go on',
    '',
    ...table(questionKeys),
  ].join('\n');
}

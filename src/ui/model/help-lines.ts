/** What a screen is for, and every key of the moment: whole sentences, paged through where there is no room for all. */

import { bodyHeight } from './available-lines.ts';
import type { Binding } from './bindings.ts';
import { broken } from './broken.ts';
import { isTyping, offers } from './offers.ts';
import { screenHelp } from './screen-help.ts';
import type { Wizard } from './state.ts';

export interface HelpLine {
  /** The keys that the line is of; none where it goes on with the one before. */
  readonly keys?: string;
  readonly text: string;
}

const keysWidth = 10;

/** @param label how a key is called on this terminal */
export function helpLines(state: Wizard, label = (key: string): string => key): readonly HelpLine[] {
  const typing = isTyping(state);
  const keys = (binding: Binding): string => binding.keys.map(label).join(' ');
  const all = offers(state).filter(({ binding }) => !typing || binding.keys.some((key) => key.length > 1));
  const moves = all.filter(({ binding }) => binding.quiet === true && binding.action !== 'stop');
  const rest = all.filter((offer) => !moves.includes(offer));
  const moving = `${moves.map(({ binding }) => keys(binding)).join(' ')}  move`;
  return [
    ...broken(screenHelp[state.screen], state.columns, 0).map((text) => ({ text })),
    { text: ' ' },
    ...(moves.length === 0 ? [] : broken(moving, state.columns, 0).map((text) => ({ text }))),
    ...rest.flatMap(({ binding, disabled }) => {
      const does = disabled === undefined ? binding.does : `${binding.does} (not now: ${disabled})`;
      return broken(does, state.columns - keysWidth, 0).map((text, part) => ({
        keys: (part === 0 ? keys(binding) : '').padEnd(keysWidth),
        text,
      }));
    }),
  ];
}

/** Lines of it that are shown: one is left to its place among all, where it does not fit. */
export function helpHeight(state: Wizard, lines: number): number {
  const room = bodyHeight(state);
  return lines <= room ? lines : Math.max(1, room - 1);
}

/** The help: what a screen is for, and every current key, paged if necessary. */

import { isTyping, offers } from './available-actions.ts';
import { bodyHeight } from './available-lines.ts';
import type { Binding } from './bindings.ts';
import { screenHelp } from './screen-help.ts';
import type { Wizard } from './state.ts';
import { wrapped } from './wrap-line.ts';

export interface HelpLine {
  /** The line's keys; none on a continuation line. */
  readonly keys?: string;
  readonly text: string;
}

const keysWidth = 10;

/** @param label a key's name on this terminal */
export function helpLines(state: Wizard, label = (key: string): string => key): readonly HelpLine[] {
  const typing = isTyping(state);
  const keys = (binding: Binding): string => binding.keys.map(label).join(' ');
  const all = offers(state).filter(({ binding }) => !typing || binding.keys.some((key) => key.length > 1));
  const moves = all.filter(({ binding }) => binding.quiet === true && binding.action !== 'stop');
  const rest = all.filter((offer) => !moves.includes(offer));
  const moving = `${moves.map(({ binding }) => keys(binding)).join(' ')}  move`;
  return [
    ...wrapped(screenHelp[state.screen], state.columns, 0).map((text) => ({ text })),
    { text: ' ' },
    ...(moves.length === 0 ? [] : wrapped(moving, state.columns, 0).map((text) => ({ text }))),
    ...rest.flatMap(({ binding, disabled }) => {
      const does = disabled === undefined ? binding.does : `${binding.does} (not now: ${disabled})`;
      return wrapped(does, state.columns - keysWidth, 0).map((text, part) => ({
        keys: (part === 0 ? keys(binding) : '').padEnd(keysWidth),
        text,
      }));
    }),
  ];
}

/** Number of visible lines, without the position line of a help that does not fit. */
export function helpHeight(state: Wizard, lines: number): number {
  const room = bodyHeight(state);
  return lines <= room ? lines : Math.max(1, room - 1);
}

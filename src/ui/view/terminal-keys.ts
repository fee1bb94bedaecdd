/** From Ink's keys to ours. Several characters that arrive together, as over a slow link, are several keys. */
import type { Key } from 'ink';
import { type KeyName, type Keypress, pressed, typed } from '#ui/model/keypress.ts';

const names: readonly (readonly [keyof Key, Exclude<KeyName, 'text'>])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageUp'],
  ['pageDown', 'pageDown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
];

/** Ctrl and a letter, in a field as in readline. */
const controls: Readonly<Record<string, readonly Keypress[]>> = {
  c: [pressed('interrupt')],
  a: [pressed('home')],
  e: [pressed('end')],
  u: [pressed('clear')],
  w: [pressed('rubWord')],
};

export function keypressOf(input: string, key: Key): readonly Keypress[] {
  if (key.ctrl) return controls[input] ?? [];
  const named = names.find(([flag]) => key[flag] === true);
  if (named !== undefined) return [pressed(named[1])];
  if (key.meta || input === '') return [];
  return [...input].map((character) =>
    character === '\r' || character === '\n' ? pressed('enter') : typed(character),
  );
}

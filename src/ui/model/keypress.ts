/** A key, independent of the terminal. */
export type KeyName =
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'pageUp'
  | 'pageDown'
  | 'home'
  | 'end'
  | 'enter'
  | 'escape'
  | 'tab'
  | 'backspace'
  | 'delete'
  /** Ctrl-U. */
  | 'clear'
  /** Ctrl-W. */
  | 'rubWord'
  | 'interrupt'
  /** Typed or pasted text is in `text`. */
  | 'text';

export interface Keypress {
  readonly name: KeyName;
  readonly text: string;
}

export const pressed = (name: Exclude<KeyName, 'text'>): Keypress => ({ name, text: '' });
/** One line: pasted text loses line breaks and control characters. */
export const typed = (text: string): Keypress => ({ name: 'text', text: text.replace(/\p{Cc}+/gu, ' ') });

/** As bindings write it: `up`, `enter`, or the character. */
export function keyOf({ name, text }: Keypress): string {
  return name === 'text' ? (text === ' ' ? 'space' : text) : name;
}

/** One line of editable text. */
import type { Keypress } from './keypress.ts';

export interface TextField {
  readonly text: string;
  /** Cursor position, in characters from the start. */
  readonly cursor: number;
}

export const fieldOf = (text: string): TextField => ({ text, cursor: [...text].length });

/** The field after the key, or undefined if the key does not belong to it. */
export function edit({ text, cursor }: TextField, key: Keypress): TextField | undefined {
  const characters = [...text];
  const without = (from: number, to: number): TextField => ({
    text: [...characters.slice(0, from), ...characters.slice(to)].join(''),
    cursor: from,
  });
  switch (key.name) {
    case 'text': {
      const added = [...key.text];
      return {
        text: [...characters.slice(0, cursor), ...added, ...characters.slice(cursor)].join(''),
        cursor: cursor + added.length,
      };
    }
    case 'left':
      return { text, cursor: Math.max(0, cursor - 1) };
    case 'right':
      return { text, cursor: Math.min(characters.length, cursor + 1) };
    case 'home':
      return { text, cursor: 0 };
    case 'end':
      return { text, cursor: characters.length };
    case 'backspace':
      return cursor === 0 ? { text, cursor } : without(cursor - 1, cursor);
    case 'delete':
      return cursor === characters.length ? { text, cursor } : without(cursor, cursor + 1);
    case 'clear':
      return fieldOf('');
    case 'rubWord': {
      // Like readline: the spaces before the cursor and the word before them.
      const word = /\S*\s*$/u.exec(characters.slice(0, cursor).join(''))?.[0] ?? '';
      return without(cursor - [...word].length, cursor);
    }
    default:
      return undefined;
  }
}

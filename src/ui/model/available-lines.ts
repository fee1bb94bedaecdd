/** How many lines a screen has for its content, which scrolling needs. */
import type { Wizard } from './state.ts';

/** The footer's maximum height, which fits all keys of the fullest screen. */
export const footerLines = ({ columns }: Pick<Wizard, 'columns'>): number => (columns < 76 ? 3 : 2);

/** A notice may contain a hint, so it is cut only after three lines. */
export function noticeLines({ notice, columns }: Pick<Wizard, 'columns' | 'notice'>): number {
  return notice === undefined ? 1 : Math.min(3, Math.ceil((notice.text.length + 3) / (columns - 10)));
}

/** The frame's lines besides the footer; one more stays free, because a full terminal scrolls. */
const frameLines = 2;
export function bodyHeight(state: Pick<Wizard, 'rows' | 'columns' | 'notice'>): number {
  return Math.max(1, state.rows - 1 - frameLines - footerLines(state) - noticeLines(state));
}

/** Rows that a page key moves: about the height of a list. */
export const pageOf = ({ rows }: Pick<Wizard, 'rows'>): number => Math.max(1, rows - 12);

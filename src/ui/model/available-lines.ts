/** How many lines a screen has for itself: what scrolls has to know where it ends. */
import type { Wizard } from './state.ts';

/** All keys of the fullest screen fit into that many lines. */
export const footerLines = ({ columns }: Pick<Wizard, 'columns'>): number => (columns < 76 ? 3 : 2);

/** What was just said may say what to do next: it is cut after three lines only. */
export function noticeLines({ notice, columns }: Pick<Wizard, 'columns' | 'notice'>): number {
  return notice === undefined ? 1 : Math.min(3, Math.ceil((notice.text.length + 3) / (columns - 10)));
}

/** Lines that the frame takes besides the keys; one more is left to the terminal, which would scroll otherwise. */
const frameLines = 2;
export function bodyHeight(state: Pick<Wizard, 'rows' | 'columns' | 'notice'>): number {
  return Math.max(1, state.rows - 1 - frameLines - footerLines(state) - noticeLines(state));
}

/** Rows that a page key moves over: about what a list shows. */
export const pageOf = ({ rows }: Pick<Wizard, 'rows'>): number => Math.max(1, rows - 12);

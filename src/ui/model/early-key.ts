/** A key that arrives right after a question appeared: no one can have read it. */

/** A key within this time was meant for the previous screen, and restarts the wait, ms. */
const unreadMs = 300;

/** @param shownAt since when it is visible without a premature key, ms since the epoch */
export const isUnread = ({ now }: { readonly now: number }, shownAt: number): boolean => now - shownAt < unreadMs;

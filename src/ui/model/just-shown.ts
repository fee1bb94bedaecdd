/** A key that answers what can just have come upon the screen: nobody has read that. */

/** What is pressed sooner was meant for what stood there before, and begins the wait anew, ms. */
const unreadMs = 300;

/** @param shownAt since when it is in sight and no key came too soon, ms since the epoch */
export const isUnread = ({ now }: { readonly now: number }, shownAt: number): boolean => now - shownAt < unreadMs;

/** How long temporary SSH rules last, ms. Whoever opened SSH closes it sooner; these bound what a killed run leaves open. */

/** `ssh open`, unless it says another time. */
export const operatorSshMs = 30 * 60_000;
/** A run that changes hosts. */
export const runSshMs = 60 * 60_000;
/** A command that reads hosts. */
export const readSshMs = 15 * 60_000;

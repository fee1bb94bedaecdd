/** Times for people: always UTC, always said. Machines get RFC 3339. */

/** `2026-11-28 15:44:29 UTC`; what is no time stays as it is. */
export function utcText(time: Date | string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(time) : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

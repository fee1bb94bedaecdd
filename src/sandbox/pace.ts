/**
 * How many times faster than the clock the timers of simulated hosts run, and their agents ship: VPNMESH_SANDBOX_PACE, for
 * tests that have no minute to wait. As in life where nothing is said.
 */

/** @throws Error when it is no number from 1 to 100 */
export function paceFrom(text = process.env.VPNMESH_SANDBOX_PACE): number {
  if (text === undefined) return 1;
  const pace = Number(text);
  if (!/^\d{1,3}$/.test(text) || pace < 1 || pace > 100)
    throw new Error(`VPNMESH_SANDBOX_PACE is a whole number from 1 to 100, and no "${text}"`);
  return pace;
}

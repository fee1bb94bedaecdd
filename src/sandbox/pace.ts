/**
 * VPNMESH_SANDBOX_PACE: how many times faster than the clock the timers and agents of simulated hosts run. For tests that
 * cannot wait a minute; real time by default.
 */

/** @throws Error if it is not a whole number from 1 to 100 */
export function paceFrom(text = process.env.VPNMESH_SANDBOX_PACE): number {
  if (text === undefined) return 1;
  const pace = Number(text);
  if (!/^\d{1,3}$/.test(text) || pace < 1 || pace > 100)
    throw new Error(`VPNMESH_SANDBOX_PACE is a whole number from 1 to 100: set one instead of "${text}", or unset it`);
  return pace;
}

/** How long the emulated AWS takes for what takes its time in AWS: as little as shows that somebody waits for it. */
export const quick = {
  consistencyMs: 0,
  profileDelayMs: 100,
  consoleDelayMs: 100,
  statusDelayMs: 100,
  transitionMs: 30,
};

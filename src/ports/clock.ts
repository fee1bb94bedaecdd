/** Time, so that tests can decide what it is. */
export interface Clock {
  now(): Date;
  /** Resolves after the time or when the signal fires, whichever is first. */
  pause(ms: number, signal?: AbortSignal): Promise<void>;
}

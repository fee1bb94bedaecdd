/** Idle time (IOSchedulingClass=idle): all hosts are one process here, and what asks for it comes after what people wait for. */
import { setTimeout as pause } from 'node:timers/promises';
import pLimit from 'p-limit';

let busy = 0;
const oneAtATime = pLimit(1);
/** Longest wait for the others, in ms: idle is not never. */
const longest = 30_000;

/** Somebody waits for this. */
export async function inBusyTime<T>(work: () => Promise<T>): Promise<T> {
  busy += 1;
  try {
    return await work();
  } finally {
    busy -= 1;
  }
}

/** When nobody waits for anything else, one after the other. */
export function inIdleTime<T>(work: () => Promise<T>): Promise<T> {
  return oneAtATime(async () => {
    const until = Date.now() + longest;
    while (busy > 0 && Date.now() < until) await pause(50, undefined, { ref: false });
    return work();
  });
}

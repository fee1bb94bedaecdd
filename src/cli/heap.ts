/**
 * How V8's heap grows in a command that keeps most of what it makes until it ends. Left to itself V8 takes that for a
 * reason to make its young generation eight times as big, and lets the old one grow fourfold before it looks for what
 * is over: memory that is never used twice.
 */
import { setFlagsFromString } from 'node:v8';

export function growInSmallSteps(): void {
  // The young generation stays as big as it is by now.
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=30');
  // What becomes garbage while V8 marks along with the work stays until the next time: a quarter of the most that is held.
  setFlagsFromString('--no-incremental-marking');
}

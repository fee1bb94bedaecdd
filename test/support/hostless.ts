/** What the use cases want, where AWS is asked and there are no hosts: every question is answered yes, no wait is waited for. */
import type { Tools } from '#app/run/tools.ts';
import type { Cloud } from '#ports/cloud.ts';

const blob = Buffer.concat([
  Buffer.from([0, 0, 0, 11]),
  Buffer.from('ssh-ed25519'),
  Buffer.from([0, 0, 0, 32]),
  Buffer.alloc(32, 9),
]).toString('base64');

/** A public key of nobody. */
export const nobodysKey = `ssh-ed25519 ${blob} nobody`;

export const hostlessTools = (cloud: Cloud, changes: Partial<Tools> = {}): Tools => ({
  cloud,
  shell: { open: () => Promise.reject(new Error('there are no hosts here')) },
  clock: { now: () => new Date(), pause: () => Promise.resolve() },
  operator: { notify: () => {}, ask: () => Promise.resolve(true) },
  concurrency: 16,
  loginTimeoutMs: 1,
  runId: 'test',
  isGone: () => false,
  operatorKey: () => Promise.resolve(nobodysKey),
  stop: new AbortController().signal,
  ...changes,
});

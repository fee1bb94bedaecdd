import type { Socket } from 'node:net';

/** Joins two connections: what one says the other hears, and the end of one is the end of the other. */
export function splice(a: Socket, b: Socket): void {
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroySoon());
    if (from.destroyed) to.destroy();
    from.pipe(to);
  }
}

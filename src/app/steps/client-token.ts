/** Idempotency tokens: the same work in another run gets the same token, other work another. */
import { createHash } from 'node:crypto';

/** 64 hexadecimal characters, AWS's maximum. */
export function clientToken(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

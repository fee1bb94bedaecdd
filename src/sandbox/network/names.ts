import { createHash } from 'node:crypto';
import { resolve } from 'node:path';

/**
 * The names under which one sandbox's things appear on the machine. All begin with a prefix
 * derived from the sandbox's state folder, so that two sandboxes can live side by side and
 * clearing one away finds exactly its own, even after the process that made them was killed.
 */
export interface Names {
  readonly prefix: string;
  /** The namespace that plays the Internet. */
  readonly internet: string;
  /** The namespace of a VPC's router. */
  router(vpcId: string): string;
  /** The namespace in which an interface lives, and its host when there is one. */
  host(interfaceId: string): string;
}

export function namesFor(stateDir: string): Names {
  const prefix = `vm${digest(resolve(stateDir), 6)}`;
  return {
    prefix,
    internet: `${prefix}-internet`,
    router: (vpcId) => `${prefix}-${vpcId}`,
    host: (interfaceId) => `${prefix}-${interfaceId}`,
  };
}

/** The name of a link inside a router or the Internet for a resource; the kernel allows 15 characters. */
export function linkName(letter: 'e' | 'v', resourceId: string): string {
  return `${letter}${digest(resourceId, 12)}`;
}

function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

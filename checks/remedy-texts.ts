/** Remedies that many checks share. */
import type { Remedy } from '#audit/check.ts';

/** Apply fixes it in AWS whenever it runs. */
export function byApply(summary: string): Remedy {
  return { risk: 'safe', summary };
}

/** Apply fixes it on the host, if it is told to visit all hosts. */
export function byVisit(summary: string, risk: 'safe' | 'disruptive' = 'safe'): Remedy {
  return { risk, summary };
}

export function byHand(summary: string): Remedy {
  return { risk: 'guidance', summary };
}

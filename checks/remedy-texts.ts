/** Remedies that many checks share. */
import type { Remedy } from '#audit/check.ts';

/** What apply puts right in AWS whenever it runs. */
export function byApply(summary: string): Remedy {
  return { risk: 'safe', summary };
}

/** What apply puts right on a host, when it is told to look at all of them. */
export function byVisit(summary: string, risk: 'safe' | 'disruptive' = 'safe'): Remedy {
  return { risk, summary };
}

export function byHand(summary: string): Remedy {
  return { risk: 'guidance', summary };
}

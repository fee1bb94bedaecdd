/** A host's answer as a fact: a value, or the reason why there is none. */

import { OperatorError } from '#mesh/errors.ts';
import { type Fact, known, type Reason, type ReasonKind, unknown } from '#mesh/fact.ts';
import type { Clock } from '#ports/clock.ts';
import { CloudError } from '#ports/cloud-error.ts';
import { ShellError, type ShellFailure } from '#ports/shell.ts';

/** The common cause of everything unreadable on a host: one finding covers all of it. */
export function hostTopic(name: string): string {
  return `host ${name}`;
}

const shellKinds: Readonly<Record<ShellFailure, ReasonKind>> = {
  unreachable: 'unreachable',
  timeout: 'timeout',
  closed: 'unreachable',
  auth: 'denied',
  'host-key': 'denied',
  config: 'absent',
};

/** @throws bugs of ours, and CloudError `credentials` */
export function whyNoAnswer(name: string, error: unknown): Reason {
  if (error instanceof ShellError) {
    return unknown(shellKinds[error.kind], `${name}: ${error.message}`, hostTopic(name)).reason;
  }
  if (error instanceof CloudError) {
    if (error.kind === 'credentials') throw error;
    const kind = error.kind === 'denied' || error.kind === 'throttled' ? error.kind : 'unreachable';
    return unknown(kind, `${name}: could not open SSH: ${error.message}`, hostTopic(name)).reason;
  }
  if (error instanceof OperatorError) return unknown('absent', `${name}: ${error.message}`, hostTopic(name)).reason;
  throw error;
}

/** @throws CloudError, and bugs of ours */
export async function hostFact<T>(name: string, clock: Clock, ask: () => Promise<T>): Promise<Fact<T>> {
  try {
    return known(await ask(), clock.now().toISOString());
  } catch (error) {
    if (error instanceof CloudError) throw error;
    return { ok: false, reason: whyNoAnswer(name, error) };
  }
}

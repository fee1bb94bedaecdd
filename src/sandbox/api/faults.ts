/** Faults that tests ask for: calls that are denied, throttled, delayed, or carried out without the answer arriving. */
import * as z from 'zod';

/**
 * No call, but what comes of RunInstances and StartInstances: an error here is why the instance ends, its StateReason.
 * `*` does not mean it.
 */
export const boot = 'boot';

export const faultSchema = z.strictObject({
  /** Signing name: ec2, iam, sts, logs, servicequotas. */
  service: z.string(),
  /** The action's name, `*` for all. */
  action: z.string(),
  region: z.string().optional(),
  /** How many calls it strikes; all until it is taken back when absent. */
  times: z.int().min(1).optional(),
  /** `after`: the call has its effect and the caller does not learn of it. */
  when: z.enum(['before', 'after']).default('before'),
  latencyMs: z.int().min(0).default(0),
  effect: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('error'),
        code: z.string(),
        message: z.string().default('A fault asked for by POST /_sandbox/faults.'),
        status: z.int().min(400).max(599).default(400),
      }),
      /** The service's own refusal for missing permission. */
      z.strictObject({ kind: z.literal('deny') }),
      /** The connection is cut without an answer. */
      z.strictObject({ kind: z.literal('hang-up') }),
      /** The answer arrives as another text, or as no more than its first bytes. */
      z.strictObject({ kind: z.literal('garble'), body: z.string() }),
      z.strictObject({ kind: z.literal('truncate'), bytes: z.int().min(0) }),
    ])
    .optional(),
});

export type Fault = z.output<typeof faultSchema>;

export interface FaultTarget {
  readonly service: string;
  readonly action: string;
  readonly region: string;
}

export class Faults {
  #left: readonly Fault[] = [];

  get list(): readonly Fault[] {
    return this.#left;
  }

  replace(faults: readonly Fault[]): void {
    this.#left = faults;
  }

  /** The first fault that strikes this call; counted as used. */
  take(target: FaultTarget): Fault | undefined {
    const found = this.#left.find(
      (fault) =>
        fault.service === target.service &&
        (fault.action === target.action || (fault.action === '*' && target.action !== boot)) &&
        (fault.region === undefined || fault.region === target.region),
    );
    if (found?.times === undefined) return found;
    const { times } = found;
    this.#left = this.#left.flatMap((fault) =>
      fault !== found ? fault : times > 1 ? { ...fault, times: times - 1 } : [],
    );
    return found;
  }
}

/** The oracle behind a spoiling proxy: what goes wrong with the looks of a mesh when answers are spoilt so. */
import type { Result } from '#audit/result.ts';
import { OperatorError, SpecError } from '#mesh/errors.ts';
import type { Plan } from '#mesh/plan/steps.ts';
import { CloudError } from '#ports/cloud-error.ts';
import { pathsIn, valuesAt } from './answer.ts';
import type { Spoiler, Proxy as SpoilingProxy } from './proxy.ts';

/** A member of an operation's answer, as it was told when nothing was spoilt. */
export interface Member {
  /** `ec2:DescribeVpcs` */
  readonly operation: string;
  readonly path: string;
  readonly values: readonly string[];
}

/** What is asked of a mesh that stands; nothing of it changes anything. */
export interface Looks {
  plan(): Promise<unknown>;
  /** The plan of destroy. */
  destruction(): Promise<Pick<Plan, 'steps'>>;
  /** Of the audit. */
  results(): Promise<readonly Result[]>;
}

export interface Judge {
  readonly members: readonly Member[];
  /** Check and resource of what fails in truth, and of what passes. */
  readonly failing: ReadonlySet<string>;
  readonly passing: ReadonlySet<string>;
  /** What goes wrong when answers are spoilt so; nothing is well. Of the audit's results, those of before the spoiling. */
  complaints(spoiler: Spoiler): Promise<readonly string[]>;
  /** What passes when answers are spoilt so; undefined where the audit ended in one of our own errors. */
  passes(spoiler: Spoiler): Promise<ReadonlySet<string> | undefined>;
}

export const keyOf = ({ check, resource: { id, region } }: Pick<Result, 'check' | 'resource'>): string =>
  `${check} of ${id} in ${region}`;

export const isOurs = (error: unknown): boolean =>
  error instanceof CloudError || error instanceof OperatorError || error instanceof SpecError;

/** Looks once with nothing spoilt, to know what is told and what is so in truth. */
export async function startJudge(proxy: SpoilingProxy, { plan, destruction, results }: Looks): Promise<Judge> {
  const told = new Map<string, Set<string>>();
  proxy.spoil({
    after: ({ action, service, answer }) => {
      if (!/^(Describe|Get|List)/.test(action)) return undefined;
      for (const path of pathsIn(answer)) {
        // An element of a list is no member of anything: a list may be empty.
        if (/(^|\/)(item|member)$/.test(path)) continue;
        const key = `${service}:${action} ${path}`;
        told.set(key, new Set([...(told.get(key) ?? []), ...valuesAt(answer, path)]));
      }
      return undefined;
    },
  });
  const before = await results();
  await plan();
  const going = new Set((await destruction()).steps.map(({ id }) => id));
  const keys = (status: Result['status']) => new Set(before.filter((one) => one.status === status).map(keyOf));
  const failing = keys('fail');
  return {
    members: [...told.keys()].toSorted().map((key) => {
      const [operation = '', path = ''] = key.split(' ');
      return { operation, path, values: [...(told.get(key) ?? [])] };
    }),
    failing,
    passing: keys('pass'),
    complaints: async (spoiler) => {
      proxy.spoil(spoiler);
      const said: string[] = [];
      const fell = (what: string) => (error: unknown) => void (isOurs(error) || said.push(`${what} fell: ${error}`));
      await plan().catch(fell('plan'));
      await destruction().then(({ steps }) => {
        const left = [...going].filter((id) => !steps.some((step) => step.id === id));
        if (left.length > 0) said.push(`destroy leaves: ${left.join(', ')}`);
      }, fell('destroy'));
      await results().then((all) => {
        for (const one of all) if (one.status === 'pass' && failing.has(keyOf(one))) said.push(`passes: ${keyOf(one)}`);
      }, fell('audit'));
      return said;
    },
    passes: async (spoiler) => {
      proxy.spoil(spoiler);
      try {
        return new Set((await results()).filter(({ status }) => status === 'pass').map(keyOf));
      } catch (error) {
        if (isOurs(error)) return undefined;
        throw error;
      }
    },
  };
}

/** A check that runs for every tunnel, with the facts of both ends. */
import { type CheckMeta, inTurn, judgement, type Verdict } from '#audit/check.ts';
import { type Check, type Concentrator, type Facts, topic, tunnelResource, tunnels } from '#checks/subjects.ts';
import type { Fact } from '#mesh/fact.ts';

type Needs = Readonly<Record<string, Fact<unknown>>>;
type Values<N extends Needs> = { readonly [K in keyof N]: N[K] extends Fact<infer V> ? V : never };

export function perTunnel<N extends Needs>(
  check: CheckMeta & {
    readonly needs: (a: Concentrator, b: Concentrator) => N;
    readonly judge: (values: Values<N>, a: Concentrator, b: Concentrator) => Verdict;
    readonly topics?: (a: string, b: string) => readonly string[];
  },
): Check {
  const { needs, judge, topics = (a, b) => [topic.tunnel(a, b)], ...meta } = check;
  return {
    ...meta,
    run: (facts: Facts) =>
      inTurn(tunnels(facts), { type: 'vpnmesh::Mesh', id: facts.mesh }, ([a, b]) =>
        judgement(tunnelResource([a, b]), needs(a, b), (values) => judge(values, a, b), {
          topics: topics(a.name, b.name),
        }),
      ),
  };
}

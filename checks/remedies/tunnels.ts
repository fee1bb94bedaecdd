/** Fixes between two hosts. */
import { type Facts, tunnelResource, tunnels } from '#checks/subjects.ts';
import type { RemedyAction } from '#mesh/remedy/remedy.ts';
import { at, type RemediesOf } from './where.ts';

/** At both ends of the result's tunnel. */
const bothEnds =
  (...actions: readonly RemedyAction[]): RemediesOf =>
  ({ resource }, facts: Facts) => {
    const all = tunnels(facts);
    const ends = all.ok ? all.value.find((pair) => tunnelResource(pair).id === resource.id) : undefined;
    return (ends ?? []).flatMap(({ name }) => at(facts, name, undefined, actions));
  };

export const tunnelRemedies: Readonly<Record<string, RemediesOf>> = {
  'mesh.tunnels-up': bothEnds({ action: 'parts', parts: ['charon', 'watchdog'] }, { action: 'connections' }),
  'mesh.selectors-match': bothEnds({ action: 'connections' }),
  'mesh.keys-match': bothEnds({ action: 'connections' }),
};

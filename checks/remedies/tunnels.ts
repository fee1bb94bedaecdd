/** What is put right between two hosts. */
import type { Facts } from '#checks/subjects.ts';
import type { Mend } from '#mesh/remedy/remedy.ts';
import { at, type MendsOf } from './where.ts';

/** At both ends of the tunnel that the result is about. */
const bothEnds =
  (...mends: readonly Mend[]): MendsOf =>
  ({ resource }, facts: Facts) =>
    resource.id.split(' - ').flatMap((name) => at(facts, name, undefined, mends));

export const tunnelMends: Readonly<Record<string, MendsOf>> = {
  'mesh.tunnels-up': bothEnds({ mend: 'parts', parts: ['charon', 'watchdog'] }, { mend: 'connections' }),
  'mesh.selectors-match': bothEnds({ mend: 'connections' }),
  'mesh.keys-match': bothEnds({ mend: 'connections' }),
};

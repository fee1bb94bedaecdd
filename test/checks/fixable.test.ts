/** Every check whose remedy one key carries out has steps for each way it fails, and no other check has. */
import { describe, expect, it } from 'vitest';
import { checks } from '#checks/index.ts';
import { fixableChecks, remediesOf } from '#checks/remedies/index.ts';
import { tagKeys } from '#mesh/names.ts';
import { planApply } from '#mesh/plan/plan.ts';
import { planRemedies } from '#mesh/remedy/plan.ts';
import { emptyAws, emptyRegion } from '../support/observations.ts';
import { healthy, ill, judged, read } from './healthy.ts';
import { illnesses } from './illnesses.ts';

describe('remedies', () => {
  it('exist for exactly the checks whose remedy is no guidance', () => {
    const claimed = checks.filter(({ remedy }) => remedy.risk !== 'guidance').map(({ id }) => id);
    expect([...fixableChecks].toSorted()).toEqual(claimed.toSorted());
  });

  const whole = read(healthy().desired);
  /** The VPCs of the facts, before the mesh was built into them. */
  const before = healthy().regions.map((one) => ({
    ...emptyRegion(one.region),
    vpcs: read(one.vpcs),
    subnets: read(one.subnets),
    routeTables: read(one.routeTables).map((table) => ({
      ...table,
      routes: table.routes.filter(({ target }) => target.kind !== 'interface'),
    })),
    groups: read(one.groups)
      .filter(({ tags }) => tags[tagKeys.mesh] === undefined)
      .map((group) => ({ ...group, ingress: [] })),
  }));
  const everything = planApply(
    whole,
    { ...emptyAws(), regions: before },
    { now: new Date(), digest: () => undefined, visitAll: true },
  );
  for (const [id, all] of Object.entries(illnesses).filter(([check]) => fixableChecks.includes(check))) {
    for (const [name, change] of Object.entries(all)) {
      it(`${id}: ${name} wants something at the place it was found`, () => {
        const facts = ill(change);
        const failing = judged(facts).results.filter(({ check, status }) => check === id && status === 'fail');
        expect(failing).not.toEqual([]);
        for (const result of failing) {
          const wants = remediesOf(result, facts);
          expect(wants, result.message).not.toEqual([]);
          // What apply would do from nothing has every kind of step: something of it, or steps of a fix, come of the remedy.
          const { steps } = planRemedies(whole, everything, wants, 'safe');
          expect(steps, result.message).not.toEqual([]);
        }
      });
    }
  }
});

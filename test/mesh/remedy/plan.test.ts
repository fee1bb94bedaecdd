import { expect, it } from 'vitest';
import { planApply } from '#mesh/plan/plan.ts';
import { planRemedies } from '#mesh/remedy/plan.ts';
import { resolveMesh } from '#mesh/resolve.ts';
import { builtAws, emptyAws, specOf } from '../../support/observations.ts';

it('a route brings no visit of hosts with it, though apply would want one', () => {
  const spec = specOf(['us-east-1', 'us-east-2']);
  const built = builtAws(resolveMesh(spec, emptyAws()), 'from before');
  const observation = {
    ...built,
    regions: built.regions.map((region) => ({
      ...region,
      routeTables: region.routeTables.map((table) => ({
        ...table,
        routes: table.routes.filter(({ target }) => target.kind !== 'interface'),
      })),
    })),
  };
  const mesh = resolveMesh(spec, observation);
  const whole = planApply(mesh, observation, { now: new Date(), digest: () => 'of now', visitAll: false });
  expect(whole.steps.map(({ kind }) => kind)).toContain('host.prepare');
  const wanted = {
    region: 'us-east-1',
    concentrator: 'us-east-1',
    actions: [{ action: 'plan', kinds: ['route.create'] }],
  } as const;
  const { steps } = planRemedies(mesh, whole, [wanted], 'safe');
  expect(steps.map(({ id }) => id)).toEqual([
    'us-east-1/route/rtb-00000021/10.3.0.0/16',
    'us-east-1/route/rtb-00000022/10.3.0.0/16',
  ]);
});

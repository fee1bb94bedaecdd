import { fail, pass } from '#audit/check.ts';
import { byApply } from '#checks/remedy-texts.ts';
import { perConcentrator, regionOf, topic } from '#checks/subjects.ts';

export const instanceHealth = perConcentrator({
  id: 'aws.instance-health',
  title: 'Instance is running and passes its status checks',
  severity: 'critical',
  why: 'A concentrator without a healthy instance has no tunnels.',
  remedy: {
    ...byApply(
      'Start the instance; if it is gone, `vpnmesh apply` replaces it behind the same interface. Stop and start an instance that fails its status checks.',
    ),
    risk: 'disruptive',
  },
  needs: (one, facts) => ({ standing: one.standing, health: regionOf(facts, one).health, desired: one.desired }),
  judge: ({ standing: { instance }, health, desired }, { name }) => {
    const expected = { state: 'running', status: 'ok' };
    const explains = [topic.host(name), `instance ${name}`, ...desired.peers.map((peer) => topic.tunnel(name, peer))];
    if (instance === undefined) return fail('no instance', { expected, actual: { state: null }, explains });
    const checks = health.find(({ id }) => id === instance.id);
    const actual = { state: instance.state, system: checks?.system ?? null, instance: checks?.instance ?? null };
    if (instance.state !== 'running')
      return fail(`${instance.id} is ${instance.state}`, { expected, actual, explains });
    // Status checks initialise during an instance's first minutes.
    const bad = [checks?.system, checks?.instance].filter((status) => status !== 'ok' && status !== 'initializing');
    if (bad.length === 0)
      return pass(
        `${instance.id} is running, ${checks?.instance === 'initializing' ? 'status checks initialising' : 'status checks ok'}`,
        { expected, actual },
      );
    return fail(
      `${instance.id} fails its status checks (system ${checks?.system ?? 'unknown'}, instance ${checks?.instance ?? 'unknown'})`,
      { expected, actual, explains },
    );
  },
});

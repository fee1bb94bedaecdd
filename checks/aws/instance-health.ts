import { fail, pass } from '#audit/check.ts';
import { byApply } from '#checks/remedy-texts.ts';
import { perConcentrator, regionOf, topic } from '#checks/subjects.ts';

export const instanceHealth = perConcentrator({
  id: 'aws.instance-health',
  title: 'The instance runs and passes its status checks',
  severity: 'critical',
  why: 'Everything else about a concentrator follows from this.',
  remedy: {
    ...byApply(
      'Start the instance; if it is gone, apply replaces it behind the same interface. One that fails its status checks is stopped and started.',
    ),
    risk: 'disruptive',
  },
  needs: (one, facts) => ({ standing: one.standing, health: regionOf(facts, one).health, desired: one.desired }),
  judge: ({ standing: { instance }, health, desired }, { name }) => {
    const expected = { state: 'running', status: 'ok' };
    const explains = [topic.host(name), `instance ${name}`, ...desired.peers.map((peer) => topic.tunnel(name, peer))];
    if (instance === undefined) return fail('it has no instance', { expected, actual: { state: null }, explains });
    const checks = health.find(({ id }) => id === instance.id);
    const actual = { state: instance.state, system: checks?.system ?? null, instance: checks?.instance ?? null };
    if (instance.state !== 'running')
      return fail(`${instance.id} is ${instance.state}`, { expected, actual, explains });
    // The first minutes of an instance are no fault of its.
    const bad = [checks?.system, checks?.instance].filter((status) => status !== 'ok' && status !== 'initializing');
    if (bad.length === 0)
      return pass(
        `${instance.id} runs, ${checks?.instance === 'initializing' ? 'its status checks are under way' : 'status checks ok'}`,
        { expected, actual },
      );
    return fail(
      `${instance.id} fails its status checks (system ${checks?.system ?? 'unknown'}, instance ${checks?.instance ?? 'unknown'})`,
      { expected, actual, explains },
    );
  },
});

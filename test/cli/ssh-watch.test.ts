/** Until when SSH is open: what was seen, and what is opened and closed since. */
import { describe, expect, it } from 'vitest';
import type { collectFacts } from '#app/audit/collect.ts';
import type { CollectOptions } from '#app/audit/collect-hosts.ts';
import type { undoFix } from '#app/fix/undo.ts';
import type { Tools } from '#app/run/tools.ts';
import type { Jobs } from '#cli/wizard/jobs.ts';
import { SshWatch } from '#cli/wizard/ssh-watch.ts';
import { undo } from '#cli/wizard/undoing.ts';
import type { RunEvent } from '#mesh/events.ts';
import { unknown } from '#mesh/fact.ts';
import { temporaryDescription } from '#mesh/ingress-rules.ts';
import { type RulesSeen, rulesIn } from '#mesh/observed/ssh-windows.ts';
import { type Plan, planOf, type Step } from '#mesh/plan/steps.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';
import { emptyAws, regionNames } from '../support/observations.ts';

const now = Date.parse('2026-11-25T12:00:00Z');
const minutes = (count: number): number => now + count * 60_000;

function watched() {
  const told: (number | undefined)[] = [];
  const watch = new SshWatch(
    (message) => {
      if (message.type === 'ssh-window') told.push(message.until);
    },
    () => now,
  );
  return { watch, last: () => told.at(-1) };
}

const [first, second] = regionNames;

/** A rule that a run which is no more left behind. */
function left(until: number, where: string = first) {
  const rule = { id: 'sgr-7', groupId: 'sg-7', protocol: 'tcp', from: 22, to: 22, cidr: '192.0.2.7/32' } as const;
  const description = temporaryDescription('run', new Date(until));
  const regions = emptyAws().regions.map((one) =>
    one.region === where ? { ...one, rules: [{ ...rule, description }] } : one,
  );
  return { regions };
}

/** As facts have it, but for what may not be read. */
function factsOf({ regions }: RulesSeen, unread: Readonly<Record<string, 'groups' | 'rules'>> = {}) {
  const known = <T>(value: T) => ({ ok: true, value, at: '' });
  return {
    regions: regions.map(({ region, groups, rules }) => ({
      ...{ region, groups: known(groups), rules: known(rules) },
      ...(unread[region] === undefined ? {} : { [unread[region]]: unknown('denied', 'it is denied') }),
    })),
  } as unknown as Parameters<typeof rulesIn>[0];
}

const step = (kind: string, concentrator: string, outcome = 'done'): RunEvent =>
  ({
    type: 'step-finished',
    report: { step: { kind, concentrator, region: concentrator }, outcome },
  }) as unknown as RunEvent;

it('is what AWS lists, also of a run that was killed, and also past its time', () => {
  const { watch, last } = watched();
  watch.observed(left(minutes(9)));
  expect(last()).toBe(minutes(9));
  watch.observed(left(minutes(-3)));
  expect(last()).toBe(minutes(-3));
  watch.observed(emptyAws());
  expect(last()).toBeUndefined();
});

it.each(['groups', 'rules'] as const)('stays known of a region whose %s cannot be read', (part) => {
  const { watch, last } = watched();
  watch.observed(left(minutes(9)));
  watch.observed(rulesIn(factsOf(left(minutes(4), second), { [first]: part })));
  expect(last()).toBe(minutes(9));
  watch.observed(rulesIn(factsOf(emptyAws(), { [second]: part })));
  expect(last()).toBe(minutes(4));
  watch.observed(rulesIn(factsOf(emptyAws())));
  expect(last()).toBeUndefined();
});

it('is open while a look has it open, and then as it was before', () => {
  const { watch, last } = watched();
  watch.lookBegins();
  expect(last()).toBe(minutes(15));
  watch.observed(left(minutes(40)));
  expect(last()).toBe(minutes(40));
  watch.jobEnds();
  expect(last()).toBe(minutes(40));
  watch.observed(emptyAws());
  watch.lookBegins();
  watch.jobEnds();
  expect(last()).toBeUndefined();
});

it('is open where the operator opened it, until he closes it there', () => {
  const { watch, last } = watched();
  const [a, b] = [
    { name: 'a', region: first },
    { name: 'b', region: second },
  ];
  watch.wished([a, b], minutes(30));
  watch.wished([a], undefined);
  expect(last()).toBe(minutes(30));
  watch.wished([a, b], undefined);
  expect(last()).toBeUndefined();
});

it('is open until the last concentrator of a run is closed again', () => {
  const { watch, last } = watched();
  for (const event of [step('ssh.open', 'a'), step('ssh.open', 'b'), step('ssh.close', 'a')]) watch.event(event);
  expect(last()).toBe(minutes(60));
  watch.event(step('ssh.close', 'b'));
  expect(last()).toBeUndefined();
});

describe('what could not be closed', () => {
  it('is open until its region is read in full and has no such rule', () => {
    const { watch, last } = watched();
    for (const event of [step('ssh.open', first), step('ssh.close', first, 'failed')]) watch.event(event);
    watch.observed({ regions: emptyAws().regions.filter(({ region }) => region !== first) });
    watch.observed(rulesIn(factsOf(emptyAws(), { [first]: 'rules' })));
    expect(last()).toBe(minutes(60));
    watch.observed(rulesIn(factsOf(emptyAws())));
    expect(last()).toBeUndefined();
  });

  it('is what AWS says then, where the rule is there', () => {
    const { watch, last } = watched();
    for (const event of [step('ssh.open', first), step('ssh.close', first, 'failed')]) watch.event(event);
    watch.observed(left(minutes(42)));
    expect(last()).toBe(minutes(42));
  });

  it('is left too where its job has ended without a word of it', () => {
    const { watch, last } = watched();
    watch.event(step('ssh.open', first));
    watch.observed(emptyAws());
    expect(last()).toBe(minutes(60));
    watch.jobEnds();
    expect(last()).toBe(minutes(60));
    watch.observed(emptyAws());
    expect(last()).toBeUndefined();
  });
});

it('goes with the mesh where all of it went, and only there', () => {
  const { watch, last } = watched();
  watch.observed(left(minutes(9)));
  watch.destroyed([{ outcome: 'done' }, { outcome: 'failed' }]);
  watch.destroyed([{ outcome: 'done' }, { outcome: 'skipped' }]);
  expect(last()).toBe(minutes(9));
  watch.destroyed([{ outcome: 'done' }, { outcome: 'done' }]);
  expect(last()).toBeUndefined();
});

describe('an undo', () => {
  const planned = (...kinds: readonly string[]) =>
    planOf(
      'corp',
      kinds.map((kind) => ({ id: kind, kind, concentrator: first, dependsOn: [] })) as unknown as Step[],
      [],
    );

  /** What the job tells the header, and how it looks afterwards. */
  async function undone(plan: Plan, { openSsh = false, openOnDemand = false, agreed = true } = {}) {
    const said: string[] = [];
    const run: Jobs['run'] = (_job, parsedOf, work, options) => {
      said.push(`from the beginning: ${options?.looksBySsh ?? false}`);
      ended = work(parsedOf(), {} as Tools, () => undefined);
    };
    let ended: Promise<unknown> = Promise.reject(new Error('no job'));
    ended.catch(() => undefined);
    const jobs = { run, ssh: { lookBegins: () => said.push('look begins') } };
    const parsed = { spec: { ssh: { openOnDemand } } } as unknown as ParsedSpec;
    const acts = {
      undoFix: (async () => ({ agreed, plan, changes: [] })) as unknown as typeof undoFix,
      collectFacts: (async (_spec: unknown, _tools: unknown, options: CollectOptions) => {
        said.push(`looks ${JSON.stringify(options)}`);
      }) as unknown as typeof collectFacts,
    };
    undo(
      jobs,
      () => parsed,
      openSsh,
      () => said.push('seen'),
      acts,
    );
    await ended;
    return said;
  }
  const closed = 'from the beginning: false';
  const [bySsh, byReports, byNothing] = [
    'looks {"openSsh":true,"hosts":"auto"}',
    'looks {"openSsh":false,"hosts":"auto"}',
    'looks {"openSsh":false,"hosts":"beacon"}',
  ];

  it('that visits hosts says so before its look opens SSH', async () => {
    expect(await undone(planned('ssh.open', 'host.restore', 'ssh.close'))).toEqual([
      ...[closed, 'look begins', bySsh, 'seen'],
    ]);
  });

  it('that asks AWS alone opens nothing', async () => {
    expect(await undone(planned('undo.change'))).toEqual([closed, byReports, 'seen']);
  });

  it('that looks over SSH by wish, or by the spec, says so', async () => {
    const plan = planned('undo.change');
    expect(await undone(plan, { openSsh: true })).toEqual([closed, 'look begins', bySsh, 'seen']);
    expect(await undone(plan, { openOnDemand: true })).toEqual([closed, 'look begins', byReports, 'seen']);
  });

  it.each([{}, { openSsh: true }, { openOnDemand: true }])('of nothing opens no SSH, also with %o', async (wish) => {
    expect(await undone(planned(), wish)).toEqual([closed, byNothing, 'seen']);
  });

  it('that is declined looks no more', async () => {
    expect(await undone(planned('ssh.open'), { agreed: false })).toEqual([closed]);
  });
});

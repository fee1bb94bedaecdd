/** Until when SSH is open: what was seen, and what is opened and closed since. */
import { expect, it } from 'vitest';
import { SshWatch } from '#cli/wizard/ssh-watch.ts';
import type { RunEvent } from '#mesh/events.ts';
import { temporaryDescription } from '#mesh/rules.ts';
import { emptyAws } from '../support/observations.ts';

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

/** A rule that a run which is no more left behind. */
function left(until: number) {
  const rule = { id: 'sgr-7', groupId: 'sg-7', protocol: 'tcp', from: 22, to: 22, cidr: '192.0.2.7/32' } as const;
  const description = temporaryDescription('run', new Date(until));
  const regions = emptyAws().regions.map((region, index) =>
    index === 0 ? { ...region, rules: [{ ...rule, description }] } : region,
  );
  return { regions };
}

const step = (kind: string, concentrator: string, outcome = 'done'): RunEvent =>
  ({ type: 'step-finished', report: { step: { kind, concentrator }, outcome } }) as unknown as RunEvent;

it('is what AWS lists, also of a run that was killed, and also past its time', () => {
  const { watch, last } = watched();
  watch.observed(left(minutes(9)));
  expect(last()).toBe(minutes(9));
  watch.observed(left(minutes(-3)));
  expect(last()).toBe(minutes(-3));
  watch.observed(emptyAws());
  expect(last()).toBeUndefined();
});

it('is open while a look has it open, and then as it was before', () => {
  const { watch, last } = watched();
  watch.lookBegins();
  expect(last()).toBe(minutes(15));
  watch.observed(left(minutes(40)));
  expect(last()).toBe(minutes(40));
  watch.lookEnds();
  expect(last()).toBe(minutes(40));
  watch.wished(undefined);
  watch.lookBegins();
  watch.lookEnds();
  expect(last()).toBeUndefined();
});

it('is open until the last concentrator of a run is closed again', () => {
  const { watch, last } = watched();
  for (const event of [step('ssh.open', 'a'), step('ssh.open', 'b'), step('ssh.close', 'a')]) watch.event(event);
  expect(last()).toBe(minutes(60));
  watch.event(step('ssh.close', 'b', 'failed'));
  expect(last()).toBe(minutes(60));
  watch.event(step('ssh.close', 'b'));
  expect(last()).toBeUndefined();
});

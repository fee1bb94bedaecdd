import { describe, expect, it } from 'vitest';
import { execute, type Handler } from '#app/run/executor.ts';
import { OperatorError } from '#mesh/errors.ts';
import type { RunEvent } from '#mesh/events.ts';
import type { Step } from '#mesh/plan/steps.ts';

const clock = { now: () => new Date(), pause: () => Promise.resolve() };

function step(id: string, dependsOn: readonly string[] = [], always = false): Step {
  return {
    id,
    kind: 'key.import',
    concentrator: null,
    region: 'us-east-1',
    change: 'create',
    describe: id,
    risk: 'safe',
    dependsOn,
    ...(always ? { always: true } : {}),
  };
}

function run(
  steps: readonly Step[],
  handle: Handler,
  options: { readonly concurrency?: number; readonly stop?: AbortSignal } = {},
) {
  const events: RunEvent[] = [];
  const operator = { notify: (event: RunEvent) => void events.push(event) };
  const { concurrency = 8, stop = new AbortController().signal } = options;
  return execute(steps, { handle, operator, clock, concurrency, stop }).then((reports) => ({
    events,
    outcomes: Object.fromEntries(reports.map((one) => [one.step.id, one.outcome])),
    reports,
  }));
}

describe('the executor', () => {
  it('begins a step only when all it depends on is done', async () => {
    const done: string[] = [];
    const { outcomes } = await run([step('a'), step('b', ['a']), step('c', ['a', 'b'])], async ({ id, dependsOn }) => {
      expect(done).toEqual(expect.arrayContaining([...dependsOn]));
      done.push(id);
      return undefined;
    });
    expect(outcomes).toEqual({ a: 'done', b: 'done', c: 'done' });
    expect(done).toEqual(['a', 'b', 'c']);
  });

  it('does what is independent at the same time, never more than allowed', async () => {
    let running = 0;
    let most = 0;
    const steps = ['a', 'b', 'c', 'd', 'e'].map((id) => step(id));
    await run(
      steps,
      async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return undefined;
      },
      { concurrency: 3 },
    );
    expect(most).toBe(3);
  });

  it('skips what depended on a failure, closes what was opened, and goes on with the rest', async () => {
    const { outcomes, reports } = await run(
      [
        step('open'),
        step('host', ['open']),
        step('after', ['host']),
        step('close', ['open', 'after'], true),
        step('other'),
      ],
      async ({ id }) => {
        if (id === 'host') throw new OperatorError('the host is on fire', 'put it out');
        return undefined;
      },
    );
    expect(outcomes).toEqual({ open: 'done', host: 'failed', after: 'skipped', close: 'done', other: 'done' });
    expect(reports[1]?.error).toEqual({ message: 'the host is on fire', next: 'put it out' });
    expect(reports[2]?.error?.message).toBe('depends on host, which was not done');
  });

  it('begins nothing new after an interrupt but what closes', async () => {
    const stop = new AbortController();
    const { outcomes } = await run(
      [step('a'), step('b', ['a']), step('close', ['b'], true)],
      async ({ id }) => {
        if (id === 'a') stop.abort();
        return undefined;
      },
      { stop: stop.signal },
    );
    expect(outcomes).toEqual({ a: 'done', b: 'skipped', close: 'done' });
  });
});

/** `sandbox break` through the built command line, on simulated hosts: what is planted shows, is told, and goes again. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAppliedLab } from '../support/applied-lab.ts';
import type { Lab } from '../support/lab.ts';
import { sampling } from '../support/sample.ts';

const sample = sampling({
  command: 'npm run test:breakages',
  what: 'breakages for practice, of which more kinds than one show alike',
  wish: process.env.VPNMESH_BREAKAGES,
});
const oneOf = (...names: readonly string[]) => sample.some(names, 1, (name) => name);

let lab: Lab;
let spec: string;

interface Desk {
  readonly names: readonly string[];
  readonly planted: readonly {
    readonly name: string;
    readonly what: string;
    readonly lesson: string;
    readonly stands: boolean | null;
  }[];
}

beforeAll(async () => {
  ({ lab, spec } = await startAppliedLab());
}, 150_000);

afterAll(async () => {
  await lab?.down();
});

const desk = (): Promise<Desk> => lab.json<Desk>(['sandbox', 'break', '--tell']);
const statusCode = async (): Promise<number | null> =>
  (await lab.vpnmesh(['status', '--open-ssh', '--timeout', '5', '-f', spec])).code;
const planIsEmpty = async (): Promise<boolean> => (await lab.vpnmesh(['plan', '--exit-code', '-f', spec])).code === 0;

async function until(ask: () => Promise<boolean>, seconds: number): Promise<boolean> {
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    if (await ask()) return true;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  return false;
}

it('hosts are out of reach while SSH is closed, also just after it was open', async () => {
  expect(await statusCode()).toBe(0);
  const { code, stdout } = await lab.vpnmesh([
    'audit',
    '--host-facts',
    'ssh',
    '--check',
    'host.reachable',
    '--timeout',
    '1',
    '-f',
    spec,
  ]);
  expect(code).toBe(21);
  expect(stdout).toContain('2 unknown');
});

it.each(['status', 'verify'])('%s tells what hosts report by themselves while SSH is closed', async (command) => {
  // Hosts behind a closed SSH are knocked at for as long as that may take.
  const look = () => lab.vpnmesh([command, '--timeout', '1', '-f', spec]);
  expect(await until(async () => (await look()).code === 0, 30)).toBe(true);
  expect((await look()).stdout).toMatch(/us-east-1 was not reached: from its own report of/);
});

describe('a breakage for practice', () => {
  it('is refused by a name that there is not, with those that there are', async () => {
    const output = await lab.vpnmesh(['sandbox', 'break', 'everything']);
    expect(output.code).toBe(2);
    expect(output.stderr).toMatch(/unknown breakage "everything"\nnext: use one of source-dest-check, routes-gone/);
  });

  it('that there is nothing for says what is missing, not that there is no mesh', async () => {
    const bare = lab.spec('bare.yaml', 2, (text) => `${text}securityGroups: {services: none}\n`);
    expect((await lab.vpnmesh(['apply', '--yes', '-f', bare])).code).toBe(0);
    const output = await lab.vpnmesh(['sandbox', 'break', 'services-closed']);
    expect([output.code, output.stderr]).toEqual([
      1,
      expect.stringMatching(/^error services-closed: no other group allows the mesh .*\nnext: choose another one/),
    ]);
    expect((await lab.vpnmesh(['apply', '--yes', '-f', spec])).code).toBe(0);
  }, 60_000);

  it.each(oneOf('charon-stopped', 'wrong-peer-key'))(
    '%s shows in status, is told of, and is gone when it is repaired',
    async (name) => {
      expect((await lab.vpnmesh(['sandbox', 'break', name])).code).toBe(0);
      expect(await until(async () => ((await statusCode()) ?? 0) >= 20, 60)).toBe(true);
      const { planted } = await desk();
      expect(planted.map((one) => one.name)).toEqual([name]);
      expect(planted[0]?.lesson).not.toBe('');
      // Told as what was done: by now somebody may have put it right.
      expect(planted[0]).toMatchObject({ what: expect.stringMatching(/ (stopped|got) /), stands: true });
      expect((await lab.vpnmesh(['sandbox', 'break', '--repair'])).stdout).toMatch(new RegExp(`repaired ${name}\n`));
      expect(await until(async () => (await statusCode()) === 0, 60)).toBe(true);
      expect(await planIsEmpty()).toBe(true);
    },
    150_000,
  );

  it.each(oneOf('source-dest-check', 'routes-gone', 'services-closed'))(
    '%s shows in plan, and apply puts it right as well',
    async (name) => {
      expect((await lab.vpnmesh(['sandbox', 'break', name])).code).toBe(0);
      expect(await planIsEmpty()).toBe(false);
      expect((await desk()).planted).toMatchObject([{ name, stands: true }]);
      expect((await lab.vpnmesh(['apply', '--yes', '-f', spec])).code).toBe(0);
      expect((await desk()).planted).toMatchObject([{ name, stands: false }]);
      expect((await lab.vpnmesh(['sandbox', 'break', '--tell'])).stdout).toContain('already fixed');
      expect(await planIsEmpty()).toBe(true);
      // It can be practised again, and is one thing to put right.
      expect((await lab.vpnmesh(['sandbox', 'break', name])).stderr).toBe('');
      expect((await desk()).planted).toMatchObject([{ name, stands: true }]);
      const twice = await lab.vpnmesh(['sandbox', 'break', name]);
      expect([twice.code, twice.stderr]).toEqual([1, expect.stringMatching(/^error that is already broken\nnext: /)]);
      expect((await lab.vpnmesh(['apply', '--yes', '-f', spec])).code).toBe(0);
      // What the operator has put right is taken back without harm.
      expect((await lab.vpnmesh(['sandbox', 'break', '--repair'])).code).toBe(0);
      expect(await planIsEmpty()).toBe(true);
    },
    60_000,
  );

  it('that was fixed can be planted again, and not while an undo has brought it back', async () => {
    for (const round of [1, 2]) {
      expect((await lab.vpnmesh(['sandbox', 'break', 'no-forwarding'])).stderr, String(round)).toBe('');
      const fixed = await lab.vpnmesh(['fix', '--yes', '--open-ssh', '-f', spec]);
      expect(fixed.stdout).toContain('1 of 1 fixed');
    }
    expect((await lab.vpnmesh(['fix', '--undo', '--yes', '-f', spec])).code).toBe(0);
    expect((await lab.vpnmesh(['sandbox', 'break', 'no-forwarding'])).stderr).toMatch(/^error that is already broken/);
    expect((await lab.vpnmesh(['sandbox', 'break', '--repair'])).code).toBe(0);
  }, 90_000);

  it('of every kind can be planted beside the others, and all of them go again', async () => {
    const { names } = await desk();
    // A stopped instance takes no command: it comes last, and is the first to be put right.
    const all = [...names.filter((name) => name !== 'instance-stopped'), 'instance-stopped'];
    for (const name of all) expect((await lab.vpnmesh(['sandbox', 'break', name])).stderr, name).toBe('');
    // Of a host whose instance is stopped nobody can say; nothing of it has been repaired.
    const { planted } = await desk();
    expect(planted).toHaveLength(all.length);
    expect(planted.filter(({ stands }) => stands === false)).toEqual([]);
    expect(planted.at(-1)).toMatchObject({ name: 'instance-stopped', stands: true });
    expect(await statusCode()).not.toBe(0);
    expect((await lab.vpnmesh(['sandbox', 'break', '--repair'])).code).toBe(0);
    expect((await desk()).planted).toEqual([]);
    expect(await until(async () => (await statusCode()) === 0, 90)).toBe(true);
    expect(await planIsEmpty()).toBe(true);
  }, 150_000);

  it('is put right also while its instance is still stopping', async () => {
    expect((await lab.vpnmesh(['sandbox', 'break', 'instance-stopped'])).code).toBe(0);
    expect((await lab.vpnmesh(['sandbox', 'break', '--repair'])).stdout).toBe('repaired instance-stopped\n');
    expect(await until(async () => (await statusCode()) === 0, 60)).toBe(true);
  }, 90_000);

  it('is any, when none is named', async () => {
    expect((await lab.vpnmesh(['sandbox', 'break'])).stdout).toContain('something is broken');
    const { planted, names } = await desk();
    expect(planted).toHaveLength(1);
    expect(names).toContain(planted[0]?.name);
    expect((await lab.vpnmesh(['sandbox', 'break', '--repair'])).code).toBe(0);
  }, 60_000);
});

import { render } from 'ink-testing-library';
import { expect, it } from 'vitest';
import { CrashBoundary } from '#cli/wizard/crash-boundary.tsx';
import { crashText, farewell } from '#cli/wizard/exit-message.ts';
import { emptyDraft } from '#mesh/spec/draft.ts';
import {
  account,
  asking,
  atAudit,
  atHome,
  atPlan,
  atRegions,
  atRun,
  auditedOf,
  ended,
  keysOf,
  names,
  plannedOf,
  play,
  result,
  start,
} from '../support/wizard-states.ts';

it('a screen that throws is told of once, and shows nothing of itself', () => {
  const crashes: unknown[] = [];
  const fault = new Error('no such row');
  const Broken = (): never => {
    throw fault;
  };
  const { lastFrame, unmount } = render(
    <CrashBoundary onCrash={(error) => crashes.push(error)}>
      <Broken />
    </CrashBoundary>,
  );
  expect(crashes).toEqual([fault]);
  expect(lastFrame()?.trim()).toBe('');
  unmount();
  expect(crashText(fault, '/state/wizard.log')).toBe(
    'error this is a bug in vpnmesh: no such row\nnext: start it again, it resumes; if it happens again, report it with /state/wizard.log\n',
  );
});

it('the last words say where things stand, and how they go on', () => {
  expect(farewell(atRegions(), 0)).toBe('nothing was changed\n');
  const gone = play(atHome(), ended('destroy')).state;
  expect(farewell(gone, 0)).toBe('mesh corp is destroyed; the spec is in vpnmesh.yaml\n');
  const again = play({ ...atPlan(), gone: true }, keysOf('y')).state;
  expect(farewell(again, 0)).not.toContain('is gone');
  const half = plannedOf(names, true);
  const [first, second] = half.members;
  if (first === undefined || second === undefined) throw new Error('there are two');
  const part = { ...half, members: [first, { ...second, built: false }] };
  expect(farewell({ ...atHome(), living: part }, 0)).toContain(
    'mesh corp is partly built: 1 of 2 members, 1 tunnel; `vpnmesh apply` resumes',
  );
  expect(farewell(atHome(), 0)).toContain('mesh corp is up: 2 members, 1 tunnel\nnext: `vpnmesh audit`');
  const stopped = play(atRun(), ended('apply', false, 'stopped')).state;
  expect(farewell(stopped, 130)).toContain('stopped with 6 of 6 steps left\nnext: `vpnmesh apply` resumes');
  const commands = { destroy: 'vpnmesh destroy', fix: 'vpnmesh fix', undo: 'vpnmesh fix --undo' } as const;
  for (const [of, command] of Object.entries(commands)) {
    const ending = { ok: false, text: 'stopped', interrupted: true };
    const run = { ...stopped.run, of: of as keyof typeof commands, ending };
    const atQuestion = farewell({ ...stopped, run, job: undefined }, 130);
    expect(atQuestion).toContain('nothing was started: mesh corp is unchanged');
    expect(atQuestion).not.toContain(command);
    const steps = run.steps.map((one, index) => (index === 0 ? { ...one, state: 'done' as const } : one));
    const ended = { ...stopped, run: { ...run, steps } };
    expect(farewell({ ...ended, job: undefined }, 130)).toContain(`next: \`${command}\` resumes`);
  }
  expect(farewell(atRun(), 130)).toContain('SSH may still be open, until it expires or the next run closes it\n');
});

it('the last words after no was said, and much later Ctrl-C, are of the mesh and not of what was declined', () => {
  for (const question of ['fix', 'destroy', 'undo'] as const) {
    const declined = play(asking[question](), keysOf('n'), ended(question, false, 'nothing was changed'));
    const later = play({ ...declined.state, job: 'status' }, ended('status')).state;
    expect(farewell(later, 130)).not.toMatch(/stopped|resumes|nothing was started/);
  }
});

it('the last words after a destroy that was left half done, and looks since, name no command that builds', () => {
  const { run } = atRun();
  const steps = run.steps.map((one, index) => (index === 0 ? { ...one, state: 'done' as const } : one));
  const half = { ...atHome(), job: 'destroy' as const, run: { ...run, steps } };
  const failed = play(half, ended('destroy', false, 'a step failed')).state;
  const later = play({ ...failed, job: 'status' }, ended('status')).state;
  expect(farewell(later, 130)).toContain('next: `vpnmesh destroy` resumes');
});

it('the last words tell of a critical failure that is known, while there is a mesh that has it', () => {
  const said = farewell(atAudit(), 0);
  expect(said).toContain('critical: aws.source-dest-check of ');
  expect(said).toContain('next: `vpnmesh fix --dry-run` shows');
  expect(said).not.toContain('more\n');
  const answeredFor = { severity: 'critical', status: 'waived' } as const;
  const fine = play(atAudit(), auditedOf([result('aws.source-dest-check', answeredFor)])).state;
  expect(farewell(fine, 0)).not.toContain('critical');
  const two = ['aws.source-dest-check', 'mesh.tunnels-up'].map((check) => result(check, { severity: 'critical' }));
  expect(farewell(play(atAudit(), auditedOf(two)).state, 0)).toContain(', and 1 more\n');
  expect(farewell({ ...atAudit(), gone: true }, 0)).not.toContain('critical');
  expect(farewell(atRegions(), 0)).not.toContain('critical');
});

it('the last words say that a sandbox is up, and how it ends', () => {
  const entering = play(start(), keysOf('down', 'enter')).state;
  expect(farewell(entering, 130)).toBe('a sandbox may be up: `vpnmesh sandbox down` stops it\n');
  const sandbox = { type: 'entered', place: 'sandbox', account, file: 'vpnmesh.yaml', draft: emptyDraft } as const;
  const inside = play(entering, { ...sandbox, written: false, living: undefined }).state;
  const up = 'the sandbox is still up: `vpnmesh sandbox down` stops it\n';
  expect(farewell(inside, 0)).toBe(up);
  expect(farewell({ ...inside, written: true }, 0)).toBe(`the spec is in vpnmesh.yaml\n${up}`);
  const onAws = play(inside, { ...sandbox, place: 'aws', written: false, living: undefined }).state;
  expect(farewell(onAws, 0)).toBe(`nothing was changed\n${up}`);
  expect(farewell({ ...atHome(), place: 'sandbox', sandboxUp: true }, 0)).toMatch(/mesh corp is up: [\s\S]*still up: /);
});

import { render } from 'ink-testing-library';
import { expect, it } from 'vitest';
import { CrashBoundary } from '#cli/wizard/crash-boundary.tsx';
import { crashText, farewell } from '#cli/wizard/farewell.ts';
import { atHome, atPlan, atRegions, atRun, ended, keysOf, names, plannedOf, play } from '../support/wizard-states.ts';

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
    'error this is a fault of vpnmesh, not yours: no such row\nnext: start it again, it goes on from what is there; if it comes back, report it with /state/wizard.log\n',
  );
});

it('the last words say where things stand, and how they go on', () => {
  expect(farewell(atRegions(), 0)).toBe('nothing was changed\n');
  const gone = play(atHome(), ended('destroy')).state;
  expect(farewell(gone, 0)).toBe('mesh corp is gone; the spec is in vpnmesh.yaml\n');
  const again = play({ ...atPlan(), gone: true }, keysOf('y')).state;
  expect(farewell(again, 0)).not.toContain('is gone');
  const half = plannedOf(names, true);
  const [first, second] = half.members;
  if (first === undefined || second === undefined) throw new Error('there are two');
  const part = { ...half, members: [first, { ...second, built: false }] };
  expect(farewell({ ...atHome(), living: part }, 0)).toContain(
    'mesh corp stands in part: 1 of 2 members, 1 tunnel; `vpnmesh apply` goes on from there',
  );
  expect(farewell(atHome(), 0)).toContain('mesh corp stands: 2 members, 1 tunnel\nnext: `vpnmesh audit`');
  const stopped = play(atRun(), ended('apply', false, 'stopped')).state;
  expect(farewell(stopped, 130)).toContain('stopped with 6 of 6 steps left\nnext: `vpnmesh apply` goes on from here');
  expect(farewell(atRun(), 130)).toContain('SSH may still be open');
});

import { render } from 'ink-testing-library';
import { expect, it } from 'vitest';
import { CrashBoundary } from '#cli/wizard/crash-boundary.tsx';
import { crashText, farewell } from '#cli/wizard/farewell.ts';
import { atHome, atRegions, atRun, ended, play } from '../support/wizard-states.ts';

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
  expect(farewell(atHome(), 0)).toContain('mesh corp stands: 2 members, 1 tunnel\nnext: `vpnmesh audit`');
  const stopped = play(atRun(), ended('apply', false, 'stopped')).state;
  expect(farewell(stopped, 130)).toContain('stopped with 6 of 6 steps left\nnext: `vpnmesh apply` goes on from here');
  expect(farewell(atRun(), 130)).toContain('SSH may still be open');
});

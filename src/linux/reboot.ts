/** Rebooting a host, and telling one boot from the next. */
import { inputOf } from './input.ts';
import { stageScripts } from './scripts.ts';
import { readReport, required, type Stage } from './stage-output.ts';

/** Requests a reboot in about a second; returns the id of the current boot. */
export const rebootStage: Stage<{ readonly bootId: string }> = {
  script: stageScripts.reboot,
  input: inputOf('reboot', []),
  timeoutMs: 60_000,
  parse(stdout, code, stderr) {
    const what = 'rebooting the host';
    return { bootId: required(what, readReport(what, stdout, code, stderr), 'boot') };
  },
};

/** The id of the running boot, and whether it has brought strongSwan up yet. */
export const bootIdStage: Stage<{ readonly bootId: string; readonly strongswanActive: boolean }> = {
  script: stageScripts.bootId,
  input: inputOf('boot-id', []),
  timeoutMs: 60_000,
  parse(stdout, code, stderr) {
    const what = 'reading the boot id';
    const lines = readReport(what, stdout, code, stderr);
    return {
      bootId: required(what, lines, 'boot'),
      strongswanActive: required(what, lines, 'strongswan') === 'active',
    };
  },
};

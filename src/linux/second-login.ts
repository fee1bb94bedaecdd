/** Confirms the hardened sshd. To be run over a login made after `prepare`; without it the host goes back by itself. */
import { inputOf } from './input.ts';
import { readReport, type Stage, values } from './report.ts';
import { stageScripts } from './scripts.ts';

export interface ConfirmResult {
  readonly changed: readonly string[];
}

export const sshdConfirm: Stage<ConfirmResult> = {
  script: stageScripts.confirm,
  input: inputOf('confirm', []),
  timeoutMs: 60_000,
  parse(stdout, code, stderr) {
    return { changed: values(readReport('confirming the login', stdout, code, stderr), 'changed') };
  },
};

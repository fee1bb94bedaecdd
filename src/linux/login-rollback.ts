/**
 * The rollback of settings that can lock the operator out: the host reverts new sshd settings and a new packet filter by itself
 * (`login-rollback.sh`), unless a second login confirms them.
 */
import { inputOf, settingLine } from './input.ts';
import { stageScripts } from './scripts.ts';
import { readReport, type Stage, values } from './stage-output.ts';

/** Seconds until the host reverts by itself; a fix soon has its second login. */
export const rollbackAfter = 300;
export const rollbackAfterFix = 45;

export interface ConfirmResult {
  readonly changed: readonly string[];
}

/** @param expected whether new settings wait for this: then it fails when the host has gone back to the old ones meanwhile */
export function sshdConfirm(concentrator: string, expected: boolean): Stage<ConfirmResult> {
  return {
    script: stageScripts.confirm,
    input: inputOf('confirm', [settingLine('expected', expected ? 'yes' : 'no')]),
    timeoutMs: 60_000,
    parse(stdout, code, stderr) {
      const what = `${concentrator}: confirming the login`;
      return { changed: values(readReport(what, stdout, code, stderr), 'changed') };
    },
  };
}

/** How long the second login may take, in ms: well before the host goes back by itself. */
export const secondLoginMs = (rollbackAfter * 1000) / 2;
export const secondLoginOfFixMs = (rollbackAfterFix * 1000) / 2;

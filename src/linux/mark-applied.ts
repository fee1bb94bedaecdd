/** The last stage of a host: it is told what it was brought to, and reports its facts at once. */
import { inputOf, settingLine } from './input.ts';
import { stageScripts } from './scripts.ts';
import { readReport, type Stage } from './stage-output.ts';

/** Which host, and which state of it: a host that took another's place is not that other. */
export function appliedMark(instanceId: string, digest: string): string {
  return `${instanceId}/${digest}`;
}

/** @param mark one word: which host, brought to which state; its reports will carry it */
export function appliedStage(concentrator: string, mark: string): Stage<undefined> {
  return {
    script: stageScripts.applied,
    input: inputOf('applied', [settingLine('applied', mark)]),
    timeoutMs: 60_000,
    parse(stdout, code, stderr) {
      readReport(`${concentrator}: its first report`, stdout, code, stderr);
      return undefined;
    },
  };
}

/** A report of the host's beacon, begun anew: the answer is from when on it is, by the host's clock, RFC 3339. */
import { inputOf } from './input.ts';
import { stageScripts } from './scripts.ts';
import { readReport, required, type Stage } from './stage-output.ts';

export function freshReportStage(concentrator: string): Stage<string> {
  return {
    script: stageScripts.report,
    input: inputOf('report', []),
    timeoutMs: 60_000,
    parse(stdout, code, stderr) {
      const what = `${concentrator}: its report`;
      return required(what, readReport(what, stdout, code, stderr), 'at');
    },
  };
}

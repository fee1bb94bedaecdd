/** What charon on a host says about its tunnels. */
import { type IkeSa, type LoadedConnection, parseConnections, parseSas } from '#strongswan/sas.ts';
import { inputOf } from './input.ts';
import { stageScripts } from './scripts.ts';
import { readReport, required, type Stage, values } from './stage-output.ts';

export interface StatusResult {
  /** False: charon is not running, and there is nothing to list. */
  readonly running: boolean;
  readonly sas: readonly IkeSa[];
  readonly connections: readonly LoadedConnection[];
  readonly notes: readonly string[];
}

export const statusStage: Stage<StatusResult> = {
  script: stageScripts.status,
  input: inputOf('status', []),
  timeoutMs: 60_000,
  parse(stdout, code, stderr) {
    const what = 'reading the tunnels';
    const lines = readReport(what, stdout, code, stderr);
    return {
      running: required(what, lines, 'service') === 'active',
      sas: parseSas(stdout),
      connections: parseConnections(stdout),
      notes: values(lines, 'note'),
    };
  },
};

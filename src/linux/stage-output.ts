/** The output of host scripts: one line per fact, a keyword and its value, the last line `done`. */
import { OperatorError } from '#mesh/errors.ts';

/** A stage that failed on a host, or gave an unexpected answer. */
export class HostReportError extends OperatorError {
  constructor(message: string, next: string) {
    super(message, next);
    this.name = 'HostReportError';
  }
}

export interface ReportLine {
  readonly word: string;
  readonly rest: string;
}

/** One script to run on a host, and the parser of its output. */
export interface Stage<R> {
  readonly script: string;
  readonly input: string;
  readonly timeoutMs: number;
  /** @throws HostReportError */
  parse(stdout: string, code: number | undefined, stderr: string): R;
}

/**
 * @param what for messages: `us-east-1: prepare`
 * @throws HostReportError when the script says that it failed, or did not come to its end
 */
export function readReport(
  what: string,
  stdout: string,
  code: number | undefined,
  stderr: string,
): readonly ReportLine[] {
  const lines = stdout.split('\n').flatMap((line) => {
    const match = /^(\S+)(?: (.*))?$/.exec(line);
    return match?.[1] === undefined ? [] : [{ word: match[1], rest: match[2] ?? '' }];
  });
  const failed = values(lines, 'failed')[0];
  if (failed !== undefined) {
    const last = lastWords(stderr);
    const detail = last === '' || failed.includes(last) ? '' : ` (${last})`;
    throw new HostReportError(`${what}: ${failed}${detail}`, values(lines, 'next')[0] ?? 'run the command again');
  }
  if (code !== 0 || lines.at(-1)?.word !== 'done') {
    const ended = code === undefined ? 'was ended' : `ended with status ${code}`;
    const at = values(lines, 'step').at(-1);
    throw new HostReportError(
      `${what} ${ended} before its end${at === undefined ? '' : `, while at "${at}"`} (${lastWords(stderr) || 'no output'})`,
      'run the command again: it resumes',
    );
  }
  return lines;
}

/** Everything reported under a word, in order. */
export function values(lines: readonly ReportLine[], word: string): readonly string[] {
  return lines.filter((line) => line.word === word).map(({ rest }) => rest);
}

/** @throws HostReportError when the word was not reported */
export function required(what: string, lines: readonly ReportLine[], word: string): string {
  const value = values(lines, word)[0];
  if (value !== undefined) return value;
  throw new HostReportError(`${what}: "${word}" is missing in the host's report`, 'report this as a bug in vpnmesh');
}

export interface Timing {
  readonly what: string;
  readonly seconds: number;
}

/** How long each part of a stage took, as the host's clock saw it. */
export function timeline(lines: readonly ReportLine[]): readonly Timing[] {
  return values(lines, 'timeline').map((rest) => {
    const [seconds = '0', ...what] = rest.split(' ');
    return { what: what.join(' '), seconds: Number(seconds) };
  });
}

/** The last line of stderr that a reader can do something with. */
function lastWords(stderr: string): string {
  return (
    stderr
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith("plugin '"))
      .at(-1) ?? ''
  );
}

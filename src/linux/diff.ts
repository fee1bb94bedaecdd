/** What would change in the files of a host: a look before a fix. */
import type { HostPart } from '#mesh/mend.ts';
import { configureLines } from './configure.ts';
import type { HostInput } from './host-input.ts';
import { inputOf } from './input.ts';
import { prepareStage } from './prepare.ts';
import { readReport, type Stage } from './report.ts';
import { stageScripts } from './scripts.ts';

/** By path, the lines of a unified diff without its head. Private keys are not among the files. */
export type FileDiffs = Readonly<Record<string, readonly string[]>>;

/** @param connections whether the connections are looked at too */
export function diffStage(input: HostInput, parts: readonly HostPart[], connections: boolean): Stage<FileDiffs> {
  const lines = [
    ...prepareStage(input, parts).input.split('\n').filter(isFile),
    ...(connections ? configureLines(input).filter(isFile) : []),
  ];
  return {
    script: stageScripts.diff,
    input: inputOf('diff', lines),
    timeoutMs: 60_000,
    parse(stdout, code, stderr) {
      readReport(`${input.concentrator}: comparing its files`, stdout, code, stderr);
      const diffs: Record<string, string[]> = {};
      let path = '';
      for (const line of stdout.split('\n')) {
        const begun = /^diff (.+)$/.exec(line)?.[1];
        if (begun !== undefined) {
          path = begun;
          diffs[path] = [];
        } else if (line.startsWith('| ')) diffs[path]?.push(line.slice(2));
      }
      return diffs;
    },
  };
}

const isFile = (line: string): boolean => line.startsWith('file ');

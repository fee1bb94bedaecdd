/** What would change on a host: a look before a fix, or before its undo. */
import type { HostPart } from '#mesh/remedy/host-parts.ts';
import { configureLines } from './configure.ts';
import { hostProfile } from './distributions.ts';
import type { HostInput } from './host-input.ts';
import { inputOf, settingLine } from './input.ts';
import { managedPaths } from './managed-paths.ts';
import { prepareStage } from './prepare.ts';
import { stageScripts } from './scripts.ts';
import { readReport, type Stage } from './stage-output.ts';

/** By path, unit or kernel setting, the lines of a unified diff without its head, or a sentence. Private keys are not among the files. */
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
    parse: (stdout, code, stderr) => diffsOf(`${input.concentrator}: comparing its files`, stdout, code, stderr),
  };
}

/** How the host differs from how that run of fix found it: files, services, kernel settings, packet filter. */
export function undoDiffStage(
  { concentrator, image }: Pick<HostInput, 'concentrator' | 'image'>,
  run: string,
): Stage<FileDiffs> {
  const shown = [...managedPaths, hostProfile(image).chronyConfig];
  const show = shown.map((path) => `show ${Buffer.from(path).toString('base64')}`);
  return {
    script: stageScripts.undoDiff,
    input: inputOf('undo-diff', [settingLine('run', run), ...show]),
    timeoutMs: 60_000,
    parse: (stdout, code, stderr) =>
      diffsOf(`${concentrator}: comparing it with its previous state`, stdout, code, stderr),
  };
}

function diffsOf(what: string, stdout: string, code: number | undefined, stderr: string): FileDiffs {
  readReport(what, stdout, code, stderr);
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
}

const isFile = (line: string): boolean => line.startsWith('file ');

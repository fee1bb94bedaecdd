/** Stages that only `fix` has: single fixes, and the snapshot before them. */
import type { HostWork } from '#mesh/remedy/host-parts.ts';
import { agentCopyPath } from './agent.ts';
import { hostProfile } from './distributions.ts';
import { factsUnits } from './facts-input.ts';
import { inputOf, settingLine } from './input.ts';
import { managedPaths } from './managed-paths.ts';
import { stageScripts } from './scripts.ts';
import { readReport, type Stage, values } from './stage-output.ts';

export interface RemedyOutcome {
  readonly changed: readonly string[];
  readonly notes: readonly string[];
  readonly rebootRequired: boolean;
}

/** Names from a host go as base64, so that the script treats them as data only. */
const word = (text: string): string => Buffer.from(text).toString('base64') || '-';

function wordsOf(work: HostWork): readonly string[] {
  switch (work.do) {
    case 'comment-out':
      return [word(work.file), word(work.key)];
    case 'aside':
    case 'private':
      return [word(work.file)];
    default:
      return [];
  }
}

/** Upgrades take long over a slow mirror. */
const timeoutMs = 15 * 60_000;

export function workStage(concentrator: string, work: readonly HostWork[]): Stage<RemedyOutcome> {
  const lines = work.map((one) => ['work', one.do, ...wordsOf(one)].join(' '));
  return stage(`${concentrator}: fixing`, 'work', [settingLine('concentrator', concentrator), ...lines]);
}

interface SnapshotOf {
  readonly concentrator: string;
  readonly image: string;
  readonly peers: readonly string[];
}

/** @param run the snapshot's name; a run takes it only once, so that a retry does not record a half-fixed state */
export function snapshotStage(
  { concentrator, image, peers }: SnapshotOf,
  run: string,
  work: readonly HostWork[],
): Stage<RemedyOutcome> {
  const files = work.flatMap((one) => ('file' in one ? [one.file] : []));
  const own = [
    `/etc/swanctl/private/${concentrator}.key`,
    ...[concentrator, ...peers].map((name) => `/etc/swanctl/pubkey/${name}.pub`),
    hostProfile(image).chronyConfig,
    agentCopyPath,
  ];
  const paths = [...new Set([...managedPaths, ...own, ...files])];
  return stage(`${concentrator}: recording its state`, 'snapshot', [
    settingLine('run', run),
    ...paths.map((path) => `path ${word(path)}`),
    ...factsUnits.map((name) => `unit ${name}`),
  ]);
}

export function restoreStage(concentrator: string, run: string): Stage<RemedyOutcome> {
  return stage(`${concentrator}: restoring its state`, 'restore', [settingLine('run', run)]);
}

function stage(what: string, name: 'work' | 'snapshot' | 'restore', lines: readonly string[]): Stage<RemedyOutcome> {
  return {
    script: stageScripts[name],
    input: inputOf(name, lines),
    timeoutMs,
    parse(stdout, code, stderr) {
      const report = readReport(what, stdout, code, stderr);
      return {
        changed: values(report, 'changed'),
        notes: values(report, 'note'),
        rebootRequired: values(report, 'reboot').includes('yes'),
      };
    },
  };
}

/**
 * From the record of a fix to the steps that go back: one host after the other, SSH closed behind it, and then what was
 * changed in AWS, the last change first. Rules and addresses go when nobody logs in over them any more.
 */
import { hostStepId } from '#mesh/plan/hosts.ts';
import { type ConcentratorStep, type Plan, planOf, type RegionStep, type Risk, type Step } from '#mesh/plan/steps.ts';
import { closing } from './plan.ts';
import type { CloudChange, FixRecord, RecordedChange } from './undo.ts';
import { undoWords } from './undo-text.ts';

/** @param members concentrators that there are; a host that has left the mesh is left alone */
export function planUndo(record: FixRecord, members: readonly string[]): Plan {
  const over = new Set(Object.keys(record.takenBack ?? {}));
  const hosts = hostSteps(record, members, over);
  const closed = closing(hosts);
  const after = [...hosts, ...closed].filter(({ kind }) => kind === 'ssh.close').map(({ id }) => id);
  const cloud = cloudSteps(record, over, { hosts, after });
  const stays = staysFor(record, members).map((what) => `undo cannot take back: ${what}`);
  return planOf(record.mesh, [...oneByOne([...hosts, ...closed]), ...cloud], stays);
}

/** In words, of the whole record. */
export function staysFor({ changes }: FixRecord, members: readonly string[]): readonly string[] {
  return changes.flatMap((one) => whyStays(one, members) ?? []);
}

/** Why nobody can take the change back; undefined where a step does. */
export function whyStays(change: RecordedChange, members: readonly string[]): string | undefined {
  if (change.change === 'for-good') return change.what;
  if (change.change === 'host' && !members.includes(change.concentrator)) {
    return `${change.concentrator} is no concentrator of the mesh any more`;
  }
  return undefined;
}

/** Of the step that takes a change back; undefined where none does. */
export function undoStepId(record: FixRecord, change: RecordedChange): string | undefined {
  if (change.change === 'for-good') return undefined;
  if (change.change === 'host') return hostStepId(change.concentrator, 'host.restore');
  const number = record.changes.filter((one) => isOfCloud(one) && one.step === change.step).indexOf(change);
  return `undo/${change.step}${number === 0 ? '' : `/${number + 1}`}`;
}

/** A host keeps one picture of itself for the whole run, however often it was worked on. */
function hostSteps(
  { changes, run }: FixRecord,
  members: readonly string[],
  over: ReadonlySet<string>,
): readonly ConcentratorStep[] {
  const places = new Map(
    changes.toReversed().flatMap((one) => (one.change === 'host' ? [[one.concentrator, one.region]] : [])),
  );
  return [...places].flatMap(([concentrator, region]): readonly ConcentratorStep[] => {
    const [open, restore] = [hostStepId(concentrator, 'ssh.open'), hostStepId(concentrator, 'host.restore')];
    if (!members.includes(concentrator) || over.has(restore)) return [];
    const base = { concentrator, region, risk: 'disruptive' as const };
    const describe = `${concentrator}: files, services, kernel settings and packet filter as they were`;
    return [
      { ...base, id: open, kind: 'ssh.open', change: 'update', describe: `${concentrator}: SSH open`, dependsOn: [] },
      { ...base, id: restore, kind: 'host.restore', run, change: 'host', describe, dependsOn: [open] },
    ];
  });
}

/** The next host begins when SSH is closed behind the one before, which it is in every ending. */
function oneByOne(steps: readonly Step[]): readonly Step[] {
  const names = [...new Set(steps.map(({ concentrator }) => concentrator))];
  return steps.map((step) => {
    const before = names[names.indexOf(step.concentrator) - 1];
    if (step.kind !== 'ssh.open' || before === undefined || before === null) return step;
    return { ...step, dependsOn: [...step.dependsOn, hostStepId(before, 'ssh.close')] };
  });
}

function cloudSteps(
  record: FixRecord,
  over: ReadonlySet<string>,
  { hosts, after }: { readonly hosts: readonly Step[]; readonly after: readonly string[] },
): readonly RegionStep[] {
  const last = new Map<string, string>();
  return record.changes.toReversed().flatMap((undo): readonly RegionStep[] => {
    const id = undoStepId(record, undo);
    if (id === undefined || !isOfCloud(undo) || over.has(id)) return [];
    const thing = thingOf(undo);
    const later = last.get(thing);
    last.set(thing, id);
    // Without its address nobody could go on with a host that is not as it was yet.
    const restored = hosts.filter(({ kind, region }) => kind === 'host.restore' && region === undo.region);
    const dependsOn = [
      ...after,
      ...(later === undefined ? [] : [later]),
      ...(undo.change === 'address-associated' ? restored.map((one) => one.id) : []),
    ];
    const { region } = undo;
    const base = { id, kind: 'undo.change', undo, concentrator: null, region } as const;
    return [{ ...base, ...natureOf(undo), describe: undoWords(undo), dependsOn }];
  });
}

const isOfCloud = (change: RecordedChange): change is CloudChange =>
  change.change !== 'for-good' && change.change !== 'host';

/** Changes of one thing are taken back one after the other. */
function thingOf(change: CloudChange): string {
  switch (change.change) {
    case 'route':
      return `${change.tableId} ${change.destination}`;
    case 'rules-added':
    case 'rules-withdrawn':
      return change.groupId;
    case 'tags':
      return `tags ${change.resourceId}`;
    case 'source-dest-check-off':
      return change.interfaceId;
    case 'metadata':
    case 'protected':
      return `${change.change} ${change.instanceId}`;
    case 'retention':
      return `${change.region} ${change.logGroup}`;
    case 'address-associated':
      return change.allocationId;
  }
}

function natureOf(undo: CloudChange): { readonly change: Step['change']; readonly risk: Risk } {
  switch (undo.change) {
    case 'rules-added':
    case 'address-associated':
      return { change: 'delete', risk: 'disruptive' };
    case 'route':
      return { change: undo.before === null ? 'delete' : 'update', risk: 'disruptive' };
    case 'source-dest-check-off':
      return { change: 'update', risk: 'disruptive' };
    case 'rules-withdrawn':
      return { change: 'create', risk: 'safe' };
    case 'metadata':
    case 'protected':
    case 'tags':
    case 'retention':
      return { change: 'update', risk: 'safe' };
  }
}

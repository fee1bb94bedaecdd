/**
 * From the record of a fix to the steps of its undo: one host after the other, each with SSH closed at its end, then the
 * changes in AWS, the last one first. Rules and addresses are reverted when no login needs them any more.
 */
import { hostStepId } from '#mesh/plan/hosts.ts';
import { type ConcentratorStep, type Plan, planOf, type RegionStep, type Risk, type Step } from '#mesh/plan/steps.ts';
import type { CloudChange, FixRecord, RecordedChange } from './fix-record.ts';
import { closing } from './plan.ts';
import { undoWords } from './undo-text.ts';

/** @param members existing concentrators; undo skips a host that has left the mesh */
export function planUndo(record: FixRecord, members: readonly string[]): Plan {
  const over = new Set(Object.keys(record.takenBack ?? {}));
  const hosts = hostSteps(record, members, over);
  const closed = closing(hosts);
  const after = [...hosts, ...closed].filter(({ kind }) => kind === 'ssh.close').map(({ id }) => id);
  const cloud = cloudSteps(record, over, { hosts, after });
  const stays = staysFor(record, members).map((what) => `undo cannot revert: ${what}`);
  return planOf(record.mesh, [...oneByOne([...hosts, ...closed]), ...cloud], stays);
}

/** As text, for the whole record. */
export function staysFor({ changes }: FixRecord, members: readonly string[]): readonly string[] {
  return changes.flatMap((one) => whyStays(one, members) ?? []);
}

/** Why undo cannot revert the change; undefined if a step does. */
export function whyStays(change: RecordedChange, members: readonly string[]): string | undefined {
  if (change.change === 'for-good') return change.what;
  if (change.change === 'host' && !members.includes(change.concentrator)) {
    return `${change.concentrator} is no longer a concentrator of the mesh`;
  }
  return undefined;
}

/** Id of the step that reverts a change; undefined if there is none. */
export function undoStepId(record: FixRecord, change: RecordedChange): string | undefined {
  if (change.change === 'for-good') return undefined;
  if (change.change === 'host') return hostStepId(change.concentrator, 'host.restore');
  const number = record.changes.filter((one) => isOfCloud(one) && one.step === change.step).indexOf(change);
  return `undo/${change.step}${number === 0 ? '' : `/${number + 1}`}`;
}

/** A host keeps one snapshot for the whole run, however many steps change it. */
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
    const describe = `${concentrator}: restore files, services, kernel settings and packet filter`;
    return [
      { ...base, id: open, kind: 'ssh.open', change: 'update', describe: `${concentrator}: open SSH`, dependsOn: [] },
      { ...base, id: restore, kind: 'host.restore', run, change: 'host', describe, dependsOn: [open] },
    ];
  });
}

/** The next host starts once SSH of the previous one is closed, which happens whatever its outcome. */
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
    // A host needs its address until it is restored.
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

/** Changes of one resource are reverted one after the other. */
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

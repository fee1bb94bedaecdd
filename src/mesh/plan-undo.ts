/** From the record of a fix to the steps that go back: hosts first, then what was changed in AWS, the last change first. */
import { hostStepId } from './plan-hosts.ts';
import { closing } from './plan-mend.ts';
import { type ConcentratorStep, type Plan, planOf, type RegionStep, type Risk } from './steps.ts';
import type { Change, CloudChange, FixRecord } from './undo.ts';
import { undoWords } from './undo-words.ts';

/** What nobody can take back is in the notes. */
export function planUndo(record: FixRecord): Plan {
  const hosts = hostSteps(record);
  const restored = hosts.filter(({ kind }) => kind === 'host.restore').map(({ id }) => id);
  const steps = [...hosts, ...cloudSteps(record, restored)];
  const stays = staysFor(record).map((what) => `undo cannot take back: ${what}`);
  return planOf(record.mesh, [...steps, ...closing(steps)], stays);
}

/** In words, of the whole record. */
export function staysFor({ changes }: FixRecord): readonly string[] {
  return changes.flatMap((one) => (one.change === 'for-good' ? [one.what] : []));
}

/** Of the step that takes a change back; undefined where none does. */
export function undoStepId(record: FixRecord, change: Change): string | undefined {
  if (change.change === 'for-good') return undefined;
  if (change.change === 'host') return hostStepId(change.concentrator, 'host.restore');
  const same = record.changes.filter(({ step, change: kind }) => step === change.step && isOfCloud(kind));
  const number = same.indexOf(change);
  return `undo/${change.step}${number === 0 ? '' : `/${number + 1}`}`;
}

/** A host keeps one picture of itself for the whole run, however often it was worked on. */
function hostSteps({ changes, run }: FixRecord): readonly ConcentratorStep[] {
  const places = new Map(changes.flatMap((one) => (one.change === 'host' ? [[one.concentrator, one.region]] : [])));
  return [...places].flatMap(([concentrator, region]): readonly ConcentratorStep[] => {
    const face = { concentrator, region, risk: 'disruptive' as const };
    const open = hostStepId(concentrator, 'ssh.open');
    return [
      {
        ...face,
        id: open,
        kind: 'ssh.open',
        change: 'update',
        describe: `${concentrator}: SSH open`,
        dependsOn: [],
      },
      {
        ...face,
        id: hostStepId(concentrator, 'host.restore'),
        kind: 'host.restore',
        run,
        change: 'host',
        describe: `${concentrator}: files, services, kernel settings and packet filter as they were`,
        dependsOn: [open],
      },
    ];
  });
}

function cloudSteps(record: FixRecord, restored: readonly string[]): readonly RegionStep[] {
  const last = new Map<string, string>();
  return record.changes.toReversed().flatMap((change): readonly RegionStep[] => {
    const id = undoStepId(record, change);
    if (id === undefined || !isCloudChange(change)) return [];
    const thing = thingOf(change);
    const later = last.get(thing);
    last.set(thing, id);
    return [
      {
        id,
        kind: 'undo.change',
        undo: change,
        concentrator: null,
        region: change.region,
        change: 'update',
        describe: undoWords(change),
        risk: riskOf(change),
        dependsOn: [
          ...(later === undefined ? [] : [later]),
          // Without its address a host cannot be reached.
          ...(change.change === 'address-associated' ? restored : []),
        ],
      },
    ];
  });
}

const isOfCloud = (kind: Change['change']): boolean => kind !== 'for-good' && kind !== 'host';
const isCloudChange = (change: Change): change is CloudChange => isOfCloud(change.change);

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

function riskOf({ change }: CloudChange): Risk {
  switch (change) {
    case 'metadata':
    case 'protected':
    case 'tags':
    case 'retention':
    case 'rules-withdrawn':
      return 'safe';
    default:
      return 'disruptive';
  }
}

/** Records what a step will change, and its current state, before the change, so that undo can revert it. */
import type { RunContext } from '#app/run/context.ts';
import type { Handler } from '#app/run/executor.ts';
import { irreversibleOf } from '#mesh/plan/step-kinds.ts';
import type { ConcentratorStep, Step, StepKind, StepOf } from '#mesh/plan/steps.ts';
import type { RecordedChange } from '#mesh/remedy/fix-record.ts';

export type Recorder = (changes: readonly RecordedChange[]) => Promise<void>;

/** The record is written before the change is made: a run that is killed in between has recorded at most what it did not do. */
export function recorded(context: RunContext, handle: Handler, record: Recorder): Handler {
  // A log group that this run creates has no previous retention: undo leaves it.
  const made = new Set<string>();
  return async (step, progress) => {
    if (step.kind === 'logs.create') made.add(step.region);
    if (step.kind !== 'logs.retention' || !made.has(step.region)) await record(await changesOf(step, context));
    const rules = await ruleIds(step, context);
    const detail = await handle(step, progress);
    if (rules !== undefined) {
      const before = new Set(rules.ids);
      const added = ((await ruleIds(step, context))?.ids ?? []).filter((id) => !before.has(id));
      const { groupId, region } = rules;
      if (added.length > 0) {
        await record([{ region, step: step.id, change: 'rules-added', groupId, ruleIds: added }]);
      }
    }
    return detail;
  };
}

type Records<K extends StepKind> = (
  step: StepOf<K>,
  context: RunContext,
  of: Pick<RecordedChange, 'region' | 'step'>,
) => readonly RecordedChange[] | Promise<readonly RecordedChange[]>;

/** Nothing to go back to: what of it stays for good is recorded, so that undo can say so. */
const whatStays = (
  step: Step,
  _: RunContext,
  of: Pick<RecordedChange, 'region' | 'step'>,
): readonly RecordedChange[] => {
  const what = irreversibleOf(step);
  return what === undefined ? [] : [{ ...of, change: 'for-good', what }];
};

const route: Records<'route.create' | 'route.replace' | 'route.delete'> = async (
  { tableId, destination, region },
  { cloud },
  of,
) => {
  const before = (await cloud.region(region).remedies.routeTarget(tableId, destination)) ?? null;
  return [{ ...of, change: 'route', tableId, destination, before }];
};

/** One entry a kind: a kind without one does not compile. */
const records: { readonly [K in StepKind]: Records<K> } = {
  'rules.withdraw': ({ groupId, rules }, _, of) => [{ ...of, change: 'rules-withdrawn', groupId, rules }],
  'interface.check': ({ concentrator }, { inventory }, of) => [
    { ...of, change: 'source-dest-check-off', interfaceId: inventory.demand(concentrator, 'interfaceId') },
  ],
  'route.create': route,
  'route.replace': route,
  'route.delete': route,
  'instance.metadata': async ({ instanceId, region }, { cloud }, of) => [
    { ...of, change: 'metadata', instanceId, before: await cloud.region(region).remedies.metadataSettings(instanceId) },
  ],
  'instance.protect': ({ instanceId }, _, of) => [{ ...of, change: 'protected', instanceId }],
  'tags.set': async ({ resourceId, tags: set, region }, { cloud }, of) => {
    const there = await cloud.region(region).remedies.tagsOf(resourceId);
    const before = Object.fromEntries(Object.entries(there).filter(([key]) => key in set));
    return [{ ...of, change: 'tags', resourceId, set, before }];
  },
  'logs.retention': async ({ region }, { cloud, mesh: { logGroup } }, of) => [
    { ...of, change: 'retention', logGroup, before: (await cloud.region(region).remedies.retention(logGroup)) ?? null },
  ],
  'address.associate': ({ concentrator }, { inventory }, of) => [
    { ...of, change: 'address-associated', allocationId: inventory.demand(concentrator, 'allocationId') },
  ],
  'host.snapshot': ({ concentrator }, _, of) => [{ ...of, change: 'host', concentrator }],
  'address.allocate': whatStays,
  'address.release': whatStays,
  'group.create': whatStays,
  'group.delete': whatStays,
  'group.rules': whatStays,
  'host.agent': whatStays,
  'host.applied': whatStays,
  'host.configure': whatStays,
  'host.initiate': whatStays,
  'host.parts': whatStays,
  'host.pin': whatStays,
  'host.prepare': whatStays,
  'host.reboot': whatStays,
  'host.report': whatStays,
  'host.restore': whatStays,
  'host.work': whatStays,
  'instance.run': whatStays,
  'instance.start': whatStays,
  'instance.terminate': whatStays,
  'interface.create': whatStays,
  'interface.delete': whatStays,
  'interface.groups': whatStays,
  'key.delete': whatStays,
  'key.import': whatStays,
  'logs.create': whatStays,
  'logs.delete': whatStays,
  'logs.tags': whatStays,
  'mesh.verify': whatStays,
  'profile.create': whatStays,
  'profile.delete': whatStays,
  'profile.tags': whatStays,
  'role.create': whatStays,
  'role.delete': whatStays,
  'role.forget': whatStays,
  'role.regions': whatStays,
  'role.tags': whatStays,
  'rules.revoke': whatStays,
  'rules.tags': whatStays,
  'services.rules': whatStays,
  'ssh.close': whatStays,
  'ssh.open': whatStays,
  'undo.change': whatStays,
};

function changesOf(step: Step, context: RunContext): ReturnType<Records<StepKind>> {
  const of = { region: step.region ?? '', step: step.id };
  if (step.region === null) return [{ ...of, change: 'for-good', what: step.describe }];
  // Each entry takes steps of its own kind, which this step is.
  const ofKind = records[step.kind] as Records<StepKind>;
  return ofKind(step, context, of);
}

/** Ids of the rules in the group that the step adds to; undefined for other steps. */
async function ruleIds(
  step: Step,
  context: RunContext,
): Promise<{ readonly region: string; readonly groupId: string; readonly ids: readonly string[] } | undefined> {
  const groupId = groupOf(step, context);
  if (groupId === undefined || step.region === null) return undefined;
  const rules = await context.cloud.region(step.region).groupRules(groupId);
  return { region: step.region, groupId, ids: rules.map(({ id }) => id) };
}

function groupOf(step: Step, { inventory }: RunContext): string | undefined {
  if (step.kind === 'services.rules') return step.groupId;
  const of = step as ConcentratorStep;
  return of.kind === 'group.rules' ? inventory.get(of.concentrator).groupIds[of.groupName] : undefined;
}

/** Records what a step will change, and its current state, before the change, so that undo can revert it. */
import type { RunContext } from '#app/run/context.ts';
import type { Handler } from '#app/run/executor.ts';
import { irreversibleOf } from '#mesh/plan/step-kinds.ts';
import type { ConcentratorStep, Step } from '#mesh/plan/steps.ts';
import type { RecordedChange } from '#mesh/remedy/undo.ts';

export type Recorder = (changes: readonly RecordedChange[]) => Promise<void>;

/** The record is written before the change: a run killed in between leaves a record of a change that it did not make, never the reverse. */
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

async function changesOf(step: Step, context: RunContext): Promise<readonly RecordedChange[]> {
  const of = { region: step.region ?? '', step: step.id };
  if (step.region === null) return [{ ...of, change: 'for-good', what: step.describe }];
  const { remedies } = context.cloud.region(step.region);
  switch (step.kind) {
    case 'rules.withdraw':
      return [{ ...of, change: 'rules-withdrawn', groupId: step.groupId, rules: step.rules }];
    case 'interface.check':
      return [
        {
          ...of,
          change: 'source-dest-check-off',
          interfaceId: context.inventory.demand(step.concentrator, 'interfaceId'),
        },
      ];
    case 'route.create':
    case 'route.replace':
    case 'route.delete': {
      const { tableId, destination } = step;
      const before = (await remedies.routeTarget(tableId, destination)) ?? null;
      return [{ ...of, change: 'route', tableId, destination, before }];
    }
    case 'instance.metadata': {
      const { instanceId } = step;
      return [{ ...of, change: 'metadata', instanceId, before: await remedies.metadataSettings(instanceId) }];
    }
    case 'instance.protect':
      return [{ ...of, change: 'protected', instanceId: step.instanceId }];
    case 'tags.set': {
      const { resourceId, tags: set } = step;
      const there = await remedies.tagsOf(resourceId);
      const before = Object.fromEntries(Object.entries(there).filter(([key]) => key in set));
      return [{ ...of, change: 'tags', resourceId, set, before }];
    }
    case 'logs.retention': {
      const { logGroup } = context.mesh;
      return [{ ...of, change: 'retention', logGroup, before: (await remedies.retention(logGroup)) ?? null }];
    }
    case 'address.associate':
      return [
        {
          ...of,
          change: 'address-associated',
          allocationId: context.inventory.demand(step.concentrator, 'allocationId'),
        },
      ];
    case 'host.snapshot':
      return [{ ...of, change: 'host', concentrator: step.concentrator }];
    default: {
      const what = irreversibleOf(step);
      return what === undefined ? [] : [{ ...of, change: 'for-good', what }];
    }
  }
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

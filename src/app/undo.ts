/** Going back to how it was before a fix, as its record tells; the last change first. */
import { restoreStage } from '#linux/mending.ts';
import { resolveMesh } from '#mesh/desired.ts';
import type { ParsedSpec } from '#mesh/spec.ts';
import type { Change, FixRecord } from '#mesh/undo.ts';
import type { Store } from '#ports/store.ts';
import type { Tools } from './apply.ts';
import { targetOf } from './context.ts';
import { explain } from './executor.ts';
import { announce, readRecord, writeRecord } from './fix-record.ts';
import { knownFrom } from './known.ts';
import { takeLease } from './lease.ts';
import { lookAtHosts } from './look.ts';
import { observeMesh } from './observe.ts';
import { runStage } from './sessions.ts';

export interface Undone {
  readonly record: FixRecord;
  readonly changes: readonly {
    readonly change: Change;
    readonly outcome: 'undone' | 'cannot' | 'failed';
    readonly why?: string;
  }[];
}

/**
 * @param run undefined: the last one that was not undone
 * @throws OperatorError when there is no such record, or it was undone before
 */
export async function undoFix(
  parsed: ParsedSpec,
  tools: Tools & { readonly store: Store },
  run: string | undefined,
): Promise<Undone> {
  const { mesh: name } = parsed.spec;
  const record = readRecord(tools.store, name, run);
  const observation = await observeMesh(tools.cloud, parsed);
  const mesh = resolveMesh(parsed, observation);
  const known = knownFrom(mesh, observation);
  const onHosts = record.changes.some(({ change }) => change === 'host');
  const changes: Undone['changes'][number][] = [];
  const attempt = async (change: Change, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
      changes.push({ change, outcome: 'undone' });
    } catch (error) {
      changes.push({ change, outcome: 'failed', why: explain(error).message });
    }
  };
  // SSH is opened as a look opens it, which every ending closes.
  await lookAtHosts({ ...tools, mesh, observation, known }, { openSsh: onHosts }, async ({ context, ready }) => {
    const lease = await takeLease(context);
    try {
      for (const change of record.changes.toReversed()) {
        if (change.change === 'for-good') changes.push({ change, outcome: 'cannot', why: change.what });
        else if (change.change !== 'host') await attempt(change, () => goBack(change, tools));
        else {
          const { concentrator } = change;
          await attempt(change, async () => {
            await ready(concentrator);
            const session = await context.sessions.get(targetOf(context, concentrator));
            const { notes } = await runStage(session, concentrator, restoreStage(concentrator, record.run));
            for (const text of notes) tools.operator.notify({ type: 'note', text: `${concentrator}: ${text}` });
          });
        }
      }
    } finally {
      await lease.release();
    }
  });
  if (changes.every(({ outcome }) => outcome !== 'failed')) {
    const undone = { ...record, undoneAt: tools.clock.now().toISOString() };
    writeRecord(tools.store, undone);
    await announce(parsed.spec, undone, tools);
  }
  return { record, changes };
}

type InAws = Exclude<Change, { readonly change: 'for-good' | 'host' }>;

async function goBack(change: InAws, { cloud }: Pick<Tools, 'cloud'>): Promise<void> {
  const region = cloud.region(change.region);
  const { mending } = region;
  switch (change.change) {
    case 'rules-added':
      return region.revokeRules(change.groupId, change.ruleIds);
    case 'rules-withdrawn':
      return mending.restoreRules(change.groupId, change.rules);
    case 'source-dest-check-off':
      return mending.enableSourceDestCheck(change.interfaceId);
    case 'route':
      return change.before === null
        ? region.deleteRoute(change.tableId, change.destination)
        : mending.routeTo(change.tableId, change.destination, change.before);
    case 'metadata':
      return mending.setMetadata(change.instanceId, change.before);
    case 'protected':
      return mending.setProtection(change.instanceId, false);
    case 'tags': {
      const { resourceId, set, before } = change;
      await region.tag([resourceId], before);
      const added = Object.keys(set).filter((key) => !(key in before));
      return added.length === 0 ? undefined : region.untag([resourceId], added);
    }
    case 'retention':
      return change.before === null
        ? mending.keepForEver(change.logGroup)
        : region.setRetention(change.logGroup, change.before);
    case 'address-associated':
      return mending.disassociateAddress(change.allocationId);
  }
}

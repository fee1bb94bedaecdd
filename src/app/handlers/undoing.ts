/** Taking back what a fix changed in AWS. */
import type { RunContext } from '#app/context.ts';
import { OperatorError } from '#mesh/errors.ts';
import type { CloudChange } from '#mesh/undo.ts';

export async function takeBack(change: CloudChange, context: RunContext): Promise<undefined> {
  const region = context.cloud.region(change.region);
  const { mending } = region;
  switch (change.change) {
    case 'rules-added':
      await region.revokeRules(change.groupId, change.ruleIds);
      return;
    case 'rules-withdrawn':
      await mending.restoreRules(change.groupId, change.rules);
      return;
    case 'source-dest-check-off':
      await mending.enableSourceDestCheck(change.interfaceId);
      return;
    case 'route':
      await takeRouteBack(change, context);
      return;
    case 'metadata':
      await mending.setMetadata(change.instanceId, change.before);
      return;
    case 'protected':
      await mending.setProtection(change.instanceId, false);
      return;
    case 'tags': {
      const { resourceId, set, before } = change;
      if (Object.keys(before).length > 0) await region.tag([resourceId], before);
      const added = Object.keys(set).filter((key) => !(key in before));
      if (added.length > 0) await region.untag([resourceId], added);
      return;
    }
    case 'retention':
      await (change.before === null
        ? mending.keepForEver(change.logGroup)
        : region.setRetention(change.logGroup, change.before));
      return;
    case 'address-associated':
      await mending.disassociateAddress(change.allocationId);
      return;
  }
}

/** Whoever has led the route elsewhere since the fix meant it. */
async function takeRouteBack(
  { region, tableId, destination, before }: Extract<CloudChange, { readonly change: 'route' }>,
  { cloud, known, mesh }: RunContext,
): Promise<void> {
  const { mending, deleteRoute } = cloud.region(region);
  const now = await mending.routeTarget(tableId, destination);
  if (now?.id === before?.id) return;
  const ours = mesh.concentrators.map(({ name }) => known.get(name).interfaceId);
  if (now !== undefined && !ours.includes(now.id)) {
    throw new OperatorError(
      `the route to ${destination} in ${tableId} leads to ${now.id} by now, which is not the mesh's: it stays`,
      before === null ? 'delete it yourself if it is not wanted' : `lead it to ${before.id} yourself if that is wanted`,
    );
  }
  await (before === null ? deleteRoute(tableId, destination) : mending.routeTo(tableId, destination, before));
}

/** Reverts a fix's changes in AWS, as long as nobody has changed them since. */

import type { RunContext } from '#app/run/context.ts';
import { hasRequiredMetadata } from '#mesh/instance-metadata.ts';
import { counted } from '#mesh/plural.ts';
import type { CloudChange } from '#mesh/remedy/fix-record.ts';
import type { RegionCloud } from '#ports/cloud.ts';

type Of<K extends CloudChange['change']> = Extract<CloudChange, { readonly change: K }>;

/** Resolves to the reason why a change stays, if someone has changed it since. */
export async function takeBack(change: CloudChange, context: RunContext): Promise<string | undefined> {
  const region = context.cloud.region(change.region);
  const { remedies } = region;
  switch (change.change) {
    case 'rules-added':
      await region.revokeRules(change.groupId, change.ruleIds);
      return undefined;
    case 'rules-withdrawn':
      await remedies.restoreRules(change.groupId, change.rules);
      return undefined;
    case 'source-dest-check-off':
      await remedies.enableSourceDestCheck(change.interfaceId);
      return undefined;
    case 'route':
      return routeBack(change, context, region);
    case 'metadata':
      return metadataBack(change, region);
    case 'protected':
      await remedies.setProtection(change.instanceId, false);
      return undefined;
    case 'tags':
      return tagsBack(change, region);
    case 'retention':
      return retentionBack(change, context, region);
    case 'address-associated': {
      const at = await remedies.disassociateAddress(change.allocationId, ownInterfaces(context));
      return at === undefined ? undefined : `the address is now on ${at}, which is not the mesh's`;
    }
  }
}

const ownInterfaces = ({ mesh, inventory }: RunContext): readonly string[] =>
  mesh.concentrators.flatMap(({ name }) => inventory.get(name).interfaceId ?? []);

async function routeBack(
  { tableId, destination, before }: Of<'route'>,
  context: RunContext,
  { remedies, deleteRoute }: RegionCloud,
): Promise<string | undefined> {
  const now = await remedies.routeTarget(tableId, destination);
  if (now?.id === before?.id) return undefined;
  if (now !== undefined && !ownInterfaces(context).includes(now.id)) {
    return `the route now points to ${now.id}, which is not the mesh's`;
  }
  await (before === null ? deleteRoute(tableId, destination) : remedies.routeTo(tableId, destination, before));
  return undefined;
}

async function metadataBack({ instanceId, before }: Of<'metadata'>, { remedies }: RegionCloud) {
  const now = await remedies.metadataSettings(instanceId);
  const isBack = now.httpTokens === before.httpTokens && now.hopLimit === before.hopLimit;
  if (!hasRequiredMetadata(now)) return isBack ? undefined : 'someone changed its metadata options since the fix';
  await remedies.setMetadata(instanceId, before);
  return undefined;
}

async function tagsBack({ resourceId, set, before }: Of<'tags'>, { remedies, tag, untag }: RegionCloud) {
  const now = await remedies.tagsOf(resourceId);
  const ours = Object.keys(set).filter((key) => now[key] === set[key]);
  const former = Object.fromEntries(Object.entries(before).filter(([key]) => ours.includes(key)));
  const added = ours.filter((key) => !(key in before));
  if (Object.keys(former).length > 0) await tag([resourceId], former);
  if (added.length > 0) await untag([resourceId], added);
  const others = Object.keys(set).filter((key) => !ours.includes(key) && now[key] !== before[key]);
  return others.length === 0
    ? undefined
    : `${others.join(', ')} ${others.length === 1 ? 'has' : 'have'} another value now`;
}

async function retentionBack(
  { logGroup, before }: Of<'retention'>,
  { mesh }: RunContext,
  { remedies, setRetention }: RegionCloud,
): Promise<string | undefined> {
  const now = (await remedies.retention(logGroup)) ?? null;
  if (now === before) return undefined;
  if (now !== mesh.spec.logs.retentionDays)
    return `its retention is now ${now === null ? 'unlimited' : counted(now, 'day')}`;
  await (before === null ? remedies.keepForEver(logGroup) : setRetention(logGroup, before));
  return undefined;
}

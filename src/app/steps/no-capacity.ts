/** A zone that has no room for a concentrator: where there is some, and what to write for it. */
import { desiredOf, type RunContext } from '#app/run/context.ts';
import { OperatorError } from '#mesh/errors.ts';
import { otherSubnets } from '#mesh/placement.ts';
import { CloudError } from '#ports/cloud.ts';

/**
 * EC2's codes for a zone or a subnet that cannot take one more, now or at all (EC2 API Reference, "Error codes"); those
 * with `Server.` are of an instance that was taken in and ended at once (StateReason).
 */
const noCapacity = new Set([
  'Unsupported',
  'InsufficientInstanceCapacity',
  'InsufficientHostCapacity',
  'InsufficientFreeAddressesInSubnet',
  'Server.InsufficientInstanceCapacity',
]);

/**
 * @param holder instance that holds the interface, which cannot move while it does
 * @throws OperatorError that names the subnets that would do, instead of AWS's refusal
 */
export async function orNameOtherZones<T>(
  concentrator: string,
  context: RunContext,
  call: () => Promise<T>,
  holder?: string,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof CloudError) || !noCapacity.has(error.code)) throw error;
    const there = otherZones(concentrator, context);
    const next =
      holder === undefined
        ? there
        : `run the same command again later; or end ${holder} (take its termination protection off, terminate it) and ${there}`;
    throw new OperatorError(error.message, next, { cause: error });
  }
}

function otherZones(concentrator: string, context: RunContext): string {
  const one = desiredOf(context, concentrator);
  const region = context.observation.regions.find((each) => each.region === one.region);
  const zone = region?.subnets.find(({ id }) => id === one.subnetId)?.zone ?? 'its zone';
  const others = region === undefined ? [] : otherSubnets({ ...one, region }, one.subnetId);
  if (others.length === 0) {
    const offered = (region?.offeredIn?.[one.instanceType] ?? []).filter((each) => each !== zone);
    return (
      `${one.vpcId} has no other public subnet for ${concentrator} than in ${zone}: make one` +
      `${offered.length === 0 ? ' in another zone' : ` in ${offered.join(' or ')}`} and name it (\`subnets: [subnet-…]\`), ` +
      'or choose another type (`concentrator: {instanceType: …}`), then run the same command again'
    );
  }
  const ids = others.map(({ id }) => id).join(', ');
  const zones = others.map((other) => other.zone).join(', ');
  return (
    `write \`subnets: [${ids}]\` (${zones}) under the member ${one.member} and run the same command again: ` +
    `the interface in ${zone}, which has no instance, is replaced`
  );
}

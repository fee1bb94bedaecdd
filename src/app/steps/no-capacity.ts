/** A zone without capacity for a concentrator: which subnets would do, and what to write in the spec. */
import { desiredOf, type RunContext } from '#app/run/context.ts';
import { OperatorError } from '#mesh/errors.ts';
import { otherSubnets } from '#mesh/placement.ts';
import { CloudError } from '#ports/cloud-error.ts';

/**
 * EC2's error codes for a zone or subnet without capacity (EC2 API Reference, "Error codes"); those with `Server.` are
 * the StateReason of an instance that was accepted and terminated at once.
 */
const noCapacity = new Set([
  'Unsupported',
  'InsufficientInstanceCapacity',
  'InsufficientHostCapacity',
  'InsufficientFreeAddressesInSubnet',
  'Server.InsufficientInstanceCapacity',
]);

/**
 * @param holder the instance that holds the interface, which cannot move meanwhile
 * @throws OperatorError that names suitable subnets, instead of AWS's error
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
        : `run the same command again later; or terminate ${holder} (after you turn off its termination protection) and ${there}`;
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
      `${one.vpcId} has a public subnet for ${concentrator} only in ${zone}: create one` +
      `${offered.length === 0 ? ' in another zone' : ` in ${offered.join(' or ')}`} and name it (\`subnets: [subnet-…]\`), ` +
      'or choose another type (`concentrator: {instanceType: …}`), then run the same command again'
    );
  }
  const ids = others.map(({ id }) => id).join(', ');
  const zones = others.map((other) => other.zone).join(', ');
  return (
    `write \`subnets: [${ids}]\` (${zones}) for member ${one.member} and run the same command again: ` +
    `apply replaces the interface in ${zone}, which has no instance`
  );
}

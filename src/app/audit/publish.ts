/** Publishing an audit to the mesh's log group. */
import { OperatorError } from '#mesh/errors.ts';
import { auditStream, logGroupName } from '#mesh/names.ts';
import type { Spec } from '#mesh/spec/schema.ts';
import type { Clock } from '#ports/clock.ts';
import type { Cloud } from '#ports/cloud.ts';
import { CloudError } from '#ports/cloud-error.ts';

export interface Published {
  readonly region: string;
  readonly logGroup: string;
  readonly stream: string;
  readonly events: number;
}

/**
 * All events go to the region of the spec's first member, so that an alarm watches one place.
 * @throws CloudError, OperatorError without the group; earlier events stay
 */
export async function publish(
  { mesh, members, logs }: Spec,
  lines: readonly string[],
  { cloud, clock }: { readonly cloud: Cloud; readonly clock: Clock },
): Promise<Published> {
  const [first] = members;
  if (first === undefined) throw new Error('a spec without members');
  const at = clock.now();
  const logGroup = logGroupName(mesh, logs.group);
  const events = lines.map((message) => ({ at, message }));
  try {
    await cloud.region(first.region).putEvents(logGroup, auditStream, events);
  } catch (error) {
    if (!(error instanceof CloudError) || error.kind !== 'not-found') throw error;
    throw new OperatorError(
      `cannot publish the audit: ${first.region} has no log group ${logGroup}`,
      'create it with `vpnmesh apply`',
    );
  }
  return { region: first.region, logGroup, stream: auditStream, events: events.length };
}

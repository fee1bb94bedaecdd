/** ClientToken: the same request again answers with what the first one made. Source: EC2 API Reference, "Ensuring idempotency". */
import type { QueryCall } from '#sandbox/api/call.ts';
import { ApiError } from '#sandbox/api/wire/errors.ts';
import type { Kind, Row } from './kinds.ts';

/** Tokens are remembered for a day at least. */
const memoryMs = 24 * 3_600_000;
const notCompared = ['ClientToken', 'DryRun', 'Action', 'Version'];

/**
 * Creates, or returns what an earlier call with the same token created.
 * @throws ApiError IdempotentParameterMismatch when the token came with other parameters before
 */
export function once<K extends Kind>(call: QueryCall, action: string, kind: K, create: () => Row<K>): Row<K> {
  const token = call.params.text('ClientToken');
  if (token === undefined || token === '') return create();
  if (token.length > 64)
    throw new ApiError('InvalidParameterValue', 'The client token may have at most 64 ASCII characters.');
  const { clientTokens } = call.region;
  for (const old of clientTokens.all()) if (old.at < call.now - memoryMs) clientTokens.delete(old.id);
  const id = `${action} ${token}`;
  const fingerprint = call.params.fingerprint(notCompared);
  const known = clientTokens.get(id);
  if (known === undefined) {
    const row = create();
    clientTokens.put({ id, fingerprint, resourceId: row.id, at: call.now });
    return row;
  }
  const row = call.region[kind].get(known.resourceId) as Row<K> | undefined;
  if (known.fingerprint !== fingerprint || row === undefined) {
    throw new ApiError(
      'IdempotentParameterMismatch',
      'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
    );
  }
  // EC2 API Reference, client error codes: the token of a launch outlives its instance.
  if (kind === 'instances' && 'state' in row && (row.state === 'terminated' || row.state === 'shutting-down')) {
    throw new ApiError(
      'IdempotentInstanceTerminated',
      `The instance ${row.id} for this client token has been terminated.`,
    );
  }
  return row;
}

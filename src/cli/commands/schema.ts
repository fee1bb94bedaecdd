/** `vpnmesh schema` */
import { exitCodes } from '#cli/exit-codes.ts';
import { printJson } from '#cli/json.ts';
import { UsageError } from '#mesh/errors.ts';

export async function schema(kind: string): Promise<number> {
  if (kind !== 'spec') throw new UsageError(`there is no schema "${kind}" yet`, 'use `vpnmesh schema spec`');
  const [{ z }, { specSchema }] = await Promise.all([import('zod'), import('#mesh/spec-schema.ts')]);
  // What the operator writes, not what defaults make of it.
  printJson(z.toJSONSchema(specSchema, { io: 'input' }));
  return exitCodes.ok;
}

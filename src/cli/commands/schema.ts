/** `vpnmesh schema` */

import * as z from 'zod/mini';
import { reportSchema } from '#audit/report.ts';
import { exitCodes } from '#cli/exit-codes.ts';
import { printJson } from '#cli/json.ts';
import { UsageError } from '#mesh/errors.ts';
import { specSchema } from '#mesh/spec-schema.ts';

export async function schema(kind: string): Promise<number> {
  switch (kind) {
    case 'spec':
      // What the operator writes, not what defaults make of it.
      printJson(z.toJSONSchema(specSchema, { io: 'input' }));
      return exitCodes.ok;
    case 'audit':
      printJson(z.toJSONSchema(reportSchema));
      return exitCodes.ok;
    default:
      throw new UsageError(`there is no schema "${kind}" yet`, 'use `vpnmesh schema spec` or `vpnmesh schema audit`');
  }
}

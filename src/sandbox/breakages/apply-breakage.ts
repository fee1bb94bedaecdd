/** Carrying out what breaks something, or puts it right: calls of the API, scripts on hosts, flows forgotten. */
import { z } from 'zod';
import type { QueryCall } from '#sandbox/api/call.ts';
import { ApiError } from '#sandbox/api/wire/errors.ts';
import type { HostConsole } from '#sandbox/hosts/backend.ts';
import { Builder } from '#sandbox/seed-builder.ts';
import type { Act } from './breakage.ts';

/** As it is kept. */
export const act = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('api'),
    region: z.string(),
    action: z.string(),
    fields: z.record(z.string(), z.string()),
  }),
  z.object({ kind: z.literal('host'), instanceId: z.string(), script: z.string(), args: z.array(z.string()) }),
  z.object({ kind: z.literal('forget-flows'), interfaceId: z.string() }),
]);

export interface ActOptions extends Pick<QueryCall, 'world' | 'hosts'> {
  readonly console: HostConsole;
  /** Resolves when the network obeys the model. */
  readonly settle: () => Promise<void>;
  readonly save: () => Promise<void>;
}

const stoppingMs = 30_000;
const retryMs = 250;

export async function carryOut(acts: readonly Act[], options: ActOptions): Promise<void> {
  const { console, settle, save } = options;
  for (const one of acts) {
    switch (one.kind) {
      case 'api':
        await make(one, options);
        await save();
        await settle();
        break;
      case 'forget-flows':
        await console.flushFlows(one.interfaceId);
        break;
      case 'host': {
        const argv = ['sh', '-c', one.script, 'sh', ...one.args];
        const { code, stdout, stderr } = await console.exec(one.instanceId, argv);
        if (code !== 0) throw new Error(`on ${one.instanceId}: ${`${stdout}${stderr}`.trim() || `exit ${code}`}`);
      }
    }
  }
}

/** An instance that is still stopping cannot be started yet: that is waited for, as a person would. */
async function make(
  { region, action, fields }: Extract<Act, { readonly kind: 'api' }>,
  options: ActOptions,
): Promise<void> {
  for (let tries = stoppingMs / retryMs; ; tries--) {
    try {
      await builder(region, options).make(action, fields);
      return;
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'IncorrectInstanceState' || tries <= 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
}

function builder(regionName: string, { world, hosts }: ActOptions): Builder {
  const region = world.region(regionName);
  if (region === undefined) throw new Error(`there is no region ${regionName}`);
  const caller = {
    kind: 'user',
    arn: 'practice',
    userId: 'practice',
    name: 'practice',
    grounds: { identity: [], organization: [] },
    context: {},
  } as const;
  return new Builder({ world, hosts, regionName, region, caller, now: Date.now() });
}

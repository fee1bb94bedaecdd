/** `--sandbox` on any command: the environment and the ready spec of the sandbox that is up. */
import { UsageError } from '#mesh/errors.ts';
import { sandboxEnv } from '#sandbox/control.ts';
import { sandboxFolder } from './sandbox-folder.ts';
import type { CommonFlags } from './settings.ts';

export async function inSandbox<F extends CommonFlags>(flags: F): Promise<F> {
  const env = await sandboxEnv({ stateDir: sandboxFolder() }).catch(() => undefined);
  if (env === undefined) throw new UsageError('no sandbox is up', 'start one with `vpnmesh sandbox up`');
  // A profile of the operator's must not lead anything of a practice run to the real AWS.
  delete process.env.AWS_PROFILE;
  Object.assign(process.env, env.variables);
  const [ready] = env.specs;
  return flags.file === undefined && ready !== undefined ? { ...flags, file: ready } : flags;
}

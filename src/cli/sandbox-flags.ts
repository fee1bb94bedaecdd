/** `--sandbox` on any command: the environment and the ready spec of the sandbox, which is brought up when it is not. */
import { OperatorError } from '#mesh/errors.ts';
import { sandboxEnv } from '#sandbox/environment.ts';
import { ForeignSandbox } from '#sandbox/owner.ts';
import { SandboxError } from '#sandbox/sandbox-error.ts';
import { tell } from './output.ts';
import { sandboxFolder } from './sandbox-folder.ts';
import type { CommonFlags } from './settings.ts';

/** @param say told when one has to be brought up, which takes a moment */
export async function inSandbox<F extends CommonFlags>(
  flags: F,
  say: (text: string) => void = (text) => tell(`${text}\n`),
): Promise<F> {
  const env = await environment(sandboxFolder(), say);
  // A profile of the operator's must not lead anything of a practice run to the real AWS.
  delete process.env.AWS_PROFILE;
  Object.assign(process.env, env.variables);
  const [ready] = env.specs;
  return flags.file === undefined && ready !== undefined ? { ...flags, file: ready } : flags;
}

async function environment(stateDir: string, say: (text: string) => void): ReturnType<typeof sandboxEnv> {
  try {
    return await sandboxEnv({ stateDir });
  } catch (error) {
    if (error instanceof ForeignSandbox) throw new OperatorError(error.message, error.next);
    if (!(error instanceof SandboxError)) throw error;
  }
  say('no sandbox is up: bringing one up with simulated hosts (`vpnmesh sandbox down` ends it)');
  try {
    // How to start one is loaded only where it has to be.
    const { sandboxUp } = await import('#sandbox/control.ts');
    await sandboxUp({ hosts: 'simulated', stateDir });
    return await sandboxEnv({ stateDir });
  } catch (error) {
    throw error instanceof SandboxError ? new OperatorError(error.message, error.next) : error;
  }
}

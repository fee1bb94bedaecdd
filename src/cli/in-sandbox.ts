/** `--sandbox` on any command: environment and spec of the sandbox, which starts if none is up. */
import { OperatorError } from '#mesh/errors.ts';
import { sandboxEnv } from '#sandbox/environment.ts';
import { ForeignSandbox } from '#sandbox/owner.ts';
import { SandboxError } from '#sandbox/sandbox-error.ts';
import { tell } from './output.ts';
import { sandboxFolder } from './sandbox-folder.ts';
import type { CommonFlags } from './settings.ts';

/** @param say called if a sandbox has to start, which takes a moment */
export async function inSandbox<F extends CommonFlags>(
  flags: F,
  say: (text: string) => void = (text) => tell(`${text}\n`),
): Promise<F> {
  const env = await environment(sandboxFolder(), say);
  // The operator's profile must not lead a sandbox run to the real AWS.
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
  say('no sandbox is up: starting one with simulated hosts (`vpnmesh sandbox down` stops it)');
  try {
    // Loaded only if a sandbox has to start.
    const { sandboxUp } = await import('#sandbox/control.ts');
    await sandboxUp({ hosts: 'simulated', stateDir });
    return await sandboxEnv({ stateDir });
  } catch (error) {
    throw error instanceof SandboxError ? new OperatorError(error.message, error.next) : error;
  }
}

/** `vpnmesh sandbox up | down | status | env | reset | break` */

import { printJson } from '#cli/documents/json.ts';
import { exitCodes } from '#cli/exit-codes.ts';
import { print, tell } from '#cli/output.ts';
import type { SandboxFlags } from '#cli/sandbox-flags.ts';
import { sandboxFolder } from '#cli/sandbox-folder.ts';
import { OperatorError, UsageError } from '#mesh/errors.ts';
import { SandboxError, sandboxDown, sandboxEnv, sandboxReset, sandboxUp } from '#sandbox/control.ts';
import { sandboxStatus } from '#sandbox/status.ts';

export async function sandbox(action: string, breakage: string | undefined, flags: SandboxFlags): Promise<number> {
  const stateDir = sandboxFolder();
  try {
    switch (action) {
      case 'up':
        await up(stateDir, flags);
        return exitCodes.ok;
      case 'down':
        print(`${await down(stateDir, flags.keep === true)}\n`);
        return exitCodes.ok;
      case 'reset':
        await sandboxReset({
          stateDir,
          hosts:
            flags.hosts === undefined
              ? ((await sandboxStatus({ stateDir })).hosts ?? 'simulated')
              : hostKind(flags.hosts),
          ...landscapeOf(flags),
          onProgress: say,
        });
        print('the sandbox is reset\n');
        return exitCodes.ok;
      case 'status':
        return await status(stateDir, flags);
      case 'env':
        await env(stateDir, flags);
        return exitCodes.ok;
      case 'break':
        return await (await import('./sandbox-break.ts')).practice(stateDir, breakage, flags);
    }
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    if (error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM')) {
      throw new OperatorError(
        `the sandbox's folder ${stateDir} belongs to another user (${error.message})`,
        'choose another one with VPNMESH_SANDBOX, or become its owner',
      );
    }
    throw error instanceof SandboxError ? new OperatorError(error.message, error.next) : error;
  }
  throw new UsageError(`sandbox has no action "${action}"`, 'use up, down, status, env, reset or break');
}

async function down(stateDir: string, keep: boolean): Promise<string> {
  const { wasUp } = await sandboxDown({ stateDir, purge: !keep });
  if (!wasUp) return `no sandbox was up in ${stateDir}`;
  return keep ? 'the sandbox is down; its state and disks stay' : 'the sandbox is down and its state deleted';
}

function say(text: string): void {
  tell(`${text}\n`);
}

async function up(stateDir: string, flags: SandboxFlags): Promise<void> {
  const hosts = hostKind(flags.hosts ?? 'simulated');
  if (hosts === 'real') await prepareMachine(flags.install === true);
  await sandboxUp({ hosts, stateDir, ...landscapeOf(flags), onProgress: say });
  const { specs } = await sandboxEnv({ stateDir });
  print(`the sandbox is up; its spec is ${specs[0] ?? ''}\n`);
  print(
    'next: `vpnmesh plan --sandbox`, then `vpnmesh apply --sandbox`; `vpnmesh sandbox env` prints its environment for the AWS CLI\n',
  );
}

const landscapeOf = ({ landscape }: SandboxFlags): { readonly landscape?: string } =>
  landscape === undefined ? {} : { landscape };

/** @throws UsageError for an unknown kind */
function hostKind(name: string): 'none' | 'simulated' | 'real' {
  if (name === 'none' || name === 'simulated' || name === 'real') return name;
  throw new UsageError(
    `--hosts ${name}: unknown kind`,
    'use --hosts simulated (anywhere), real (Debian, root) or none (only the API)',
  );
}

async function prepareMachine(install: boolean): Promise<void> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new UsageError(
      'real hosts need Linux and root',
      'run as root on Linux, or use --hosts simulated, which needs neither',
    );
  }
  const { missingPackages } = await import('#sandbox/hosts/real/requirements.ts');
  const missing = await missingPackages();
  if (missing.length === 0) return;
  if (!install) {
    throw new OperatorError(
      `real hosts need packages that are not installed: ${missing.join(', ')}`,
      'run the same command with --install',
    );
  }
  say(`installing ${missing.join(', ')}`);
  (await import('#sandbox/hosts/real/packages.ts')).installPackages(missing);
}

async function status(stateDir: string, flags: SandboxFlags): Promise<number> {
  const found = await sandboxStatus({ stateDir });
  if (flags.json) {
    printJson({ schema: 'vpnmesh.sandbox/1', ...found });
    return exitCodes.ok;
  }
  const where =
    found.endpoint === undefined ? '' : `: ${found.hosts} hosts, API at ${found.endpoint} (process ${found.pid})`;
  const lines = [
    `${found.state}${where}`,
    ...found.instances.map(
      ({ region, id, name, state, privateIp, publicIp }) =>
        `  ${region} ${id} ${name || '-'} ${state} ${privateIp ?? '-'} ${publicIp ?? '-'}`,
    ),
  ];
  print(`${lines.join('\n')}\n`);
  return exitCodes.ok;
}

async function env(stateDir: string, flags: SandboxFlags): Promise<void> {
  const { variables, specs, sshConfig, hints } = await sandboxEnv({ stateDir });
  if (flags.json) {
    printJson({ schema: 'vpnmesh.sandbox-env/1', variables, specs, sshConfig, hints });
    return;
  }
  // For eval: hints are shell comments.
  const lines = [
    ...Object.entries(variables).map(([key, value]) => `export ${key}='${value.replaceAll("'", `'\\''`)}'`),
    ...hints.map((hint) => `# ${hint}`),
  ];
  print(`${lines.join('\n')}\n`);
}

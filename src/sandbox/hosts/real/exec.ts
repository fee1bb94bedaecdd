import { readFile } from 'node:fs/promises';
import { attempt, type CommandResult } from '#sandbox/network/command.ts';
import { isInit, leaderFile } from './leader.ts';

export { flushFlows } from '#sandbox/network/flows.ts';

/**
 * Runs a program on a host as root, as somebody at its console would, from any process that may
 * read the sandbox's state folder as root. It does not use the host's network or its sshd.
 * @throws when no such host is running.
 */
export async function execInGuest(
  stateDir: string,
  instanceId: string,
  argv: readonly string[],
  options: { readonly input?: string } = {},
): Promise<CommandResult> {
  const text = await readFile(leaderFile(stateDir, instanceId), 'utf8').catch(() => '');
  const leader = Number(text.trim());
  if (text === '' || !(await isInit(leader))) {
    throw new Error(
      `The sandbox in ${stateDir} runs no host ${instanceId}; look at its state with \`vpnmesh sandbox status\`.`,
    );
  }
  const enter = [
    'nsenter',
    '--target',
    String(leader),
    '--mount',
    '--uts',
    '--ipc',
    '--net',
    '--pid',
    '--cgroup',
    '--root',
  ];
  return attempt([...enter, '--wd', '--', ...argv], {
    ...options,
    // A guest that shuts down stops all its processes before it ends them, and nsenter stops with its child: the zombie
    // that it then never collects would keep the guest from ending.
    keepGoing: true,
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LANG: 'C.UTF-8' },
  });
}

/** Which commands a host has, given its packages. */
import { catalogue } from '#sandbox/hosts/simulated/image/packages.ts';
import { secretCommands } from '#sandbox/hosts/simulated/shell/commands/openssl-ssh.ts';
import type { Commands, HostCommand } from './command.ts';
import { agentCommands } from './commands/agent.ts';
import { aptCommands } from './commands/apt.ts';
import { curlCommands } from './commands/curl.ts';
import { dumpCommands } from './commands/dump.ts';
import { fileCommands } from './commands/files.ts';
import { kernelCommands } from './commands/kernel.ts';
import { networkCommands } from './commands/network.ts';
import { packageCommands } from './commands/packages.ts';
import { processCommands } from './commands/processes.ts';
import { serviceCommands } from './commands/services.ts';
import { textCommands } from './commands/text.ts';
import { timeCommands } from './commands/time.ts';
import { tunnelCommands } from './commands/tunnels.ts';

const all: Commands = {
  ...fileCommands,
  ...textCommands,
  ...processCommands,
  ...serviceCommands,
  ...packageCommands,
  ...aptCommands,
  ...kernelCommands,
  ...networkCommands,
  ...curlCommands,
  ...dumpCommands,
  ...timeCommands,
  ...secretCommands,
  ...tunnelCommands,
  ...agentCommands,
};

/** The package that a command comes with; none for those of the base system. */
const origin = new Map(
  Object.entries(catalogue).flatMap(([name, { commands = [] }]) => commands.map((command) => [command, name] as const)),
);

export function commandsWith(packages: ReadonlyMap<string, string>): readonly (readonly [string, HostCommand])[] {
  return Object.entries(all).filter(([name]) => {
    const needed = origin.get(name);
    return needed === undefined || packages.has(needed);
  });
}

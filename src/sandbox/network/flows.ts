import { readFile } from 'node:fs/promises';
import { type Whereabouts, whereaboutsFile } from './network.ts';
import { flushAddress } from './router.ts';

/**
 * Forgets the flows that an interface's security groups let through and keep letting through,
 * so that the next packet is judged by the rules as they are. Works from any process that may
 * read the sandbox's state folder, as root.
 * @throws when the sandbox has no such interface.
 */
export async function flushFlows(stateDir: string, interfaceId: string): Promise<void> {
  const all = JSON.parse(await readFile(whereaboutsFile(stateDir), 'utf8')) as Readonly<Record<string, Whereabouts>>;
  const place = all[interfaceId];
  if (place === undefined) throw new Error(`The sandbox in ${stateDir} has no network interface ${interfaceId}.`);
  await flushAddress(place.router, place.privateIp);
}

/** Twenty simulated hosts in ten regions, 100 ms away: how long an audit takes beside what nobody can do without. */
import { spawn } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { record } from '../replay.ts';
import { race, timeCommand } from '../timing.ts';
import { type BenchPlace, benchPlace, bin, doorsOf, regions, specOf, sshConfig } from './place.ts';
import { hostScript } from './script.ts';
import { type SlowRoad, slowRoad } from './slow-road.ts';

const latencyMs = 100;
const count = 20;

export interface FarAway {
  readonly audit: number;
  /** Two waves of API calls, by a client that neither signs nor parses. */
  readonly waves: number;
  /** `ssh host sh < script`, on all hosts at once: simulated hosts share one processor. */
  readonly bare: number;
  readonly requests: number;
  readonly describesPerRegion: number;
  readonly logins: number;
}

/** @throws Error when the audit asks more than it may */
export async function farAway(rounds: number): Promise<FarAway> {
  const place = benchPlace('simulated');
  const roads = new Map<string, SlowRoad>();
  try {
    await place.control('settings', { consistencyMs: 0, consoleDelayMs: 100, transitionMs: 50 });
    const members = await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const region = regions[index % regions.length] ?? '';
        const { id } = await place.vpc(region, index + 10);
        return { name: `m${String(index).padStart(2, '0')}`, region, vpc: id };
      }),
    );
    const config = join(place.state, 'ssh_config');
    const near = place.write('near.yaml', specOf(members, { state: place.state, config }));
    place.vpnmesh('apply', '--yes', '-f', near);
    place.vpnmesh('ssh', 'open', '-f', near, '--for', '60m');
    for (const [address, port] of doorsOf(place)) roads.set(address, await slowRoad(port, latencyMs));
    const ports = new Map([...roads].map(([address, { port }]) => [address, port] as const));
    const slow = place.write('slow_config', sshConfig(place, ports));
    const far = place.write('far.yaml', specOf(members, { state: place.state, config: slow }));
    const services = ['ec2', 'iam', 'sts', 'logs', 'servicequotas'];
    await place.control(
      'faults',
      services.map((service) => ({ service, action: '*', latencyMs })),
    );
    const audit = (env: Readonly<Record<string, string>> = {}): Promise<number> =>
      timeAudit(place, ['audit', '-f', far, '--json', '--timeout', '60'], env);
    const counted = await count1(place, roads, audit);
    const recording = await record(place.endpoint, (AWS_ENDPOINT_URL) => audit({ AWS_ENDPOINT_URL }));
    const bare = await bareSsh(place, slow, members.length);
    const times = await race(rounds, { audit, waves: () => recording.replay(), bare });
    recording.close();
    return { ...times, ...counted };
  } finally {
    for (const road of roads.values()) road.close();
    place.down();
  }
}

/** An audit that could read everything. @throws Error with what it said otherwise */
async function timeAudit(
  place: BenchPlace,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, [bin, ...args], {
    env: { ...process.env, ...place.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [said, complained] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    complained += chunk.toString();
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  const took = performance.now() - started;
  const { summary } = JSON.parse(said === '' ? '{}' : said);
  if (summary?.unknown !== 0)
    throw new Error(`the audit ended with ${code}: ${JSON.stringify(summary)}\n${complained}`);
  return took;
}

/** What one audit asks for. */
async function count1(
  { state }: BenchPlace,
  roads: ReadonlyMap<string, SlowRoad>,
  audit: () => Promise<number>,
): Promise<Pick<FarAway, 'requests' | 'describesPerRegion' | 'logins'>> {
  const lines = (): readonly { readonly region: string; readonly action: string; readonly caller?: string }[] =>
    readFileSync(join(state, 'requests.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ caller = '' }) => !caller.includes('assumed-role'));
  const travellers = (): number => [...roads.values()].reduce((sum, road) => sum + road.travellers, 0);
  const [before, loginsBefore] = [lines().length, travellers()];
  await audit();
  const asked = lines().slice(before);
  const describes = regions.map(
    (region) => asked.filter((one) => one.region === region && one.action.startsWith('Describe')).length,
  );
  const most = Math.max(...describes);
  const logins = travellers() - loginsBefore;
  // Two concentrators a region; Logs has two Describe calls of its own.
  if (most > 16 + 2 + 2) throw new Error(`a region was asked ${most} Describe calls`);
  if (logins !== count) throw new Error(`${logins} logins for ${count} hosts`);
  return { requests: asked.length, describesPerRegion: most, logins };
}

/** The same script with the same data over OpenSSH's own client. */
async function bareSsh(place: BenchPlace, config: string, hosts: number): Promise<() => Promise<number>> {
  const { stageScripts, factsInput } = await hostScript();
  const status = JSON.parse(place.vpnmesh('sandbox', 'status', '--json')) as {
    readonly instances: readonly { readonly name: string; readonly privateIp: string; readonly publicIp: string }[];
  };
  const all = status.instances.filter(({ name }) => name.startsWith('vpnmesh-corp-'));
  if (all.length !== hosts) throw new Error(`${all.length} concentrators, not ${hosts}`);
  const quoted = `'${stageScripts.facts.replaceAll("'", "'\\''")}'`;
  const commands = all.map(({ privateIp, publicIp }) => {
    const peers = all.flatMap((one) => (one.privateIp === privateIp ? [] : [{ privateAddress: one.privateIp }]));
    const input = place.write(`input-${privateIp}`, factsInput({ privateAddress: privateIp, peers }));
    const script = place.write(
      `run-${privateIp}`,
      `exec ssh -F ${config} admin@${publicIp} "$(cat ${place.folder}/remote)" <${input}\n`,
    );
    return script;
  });
  appendFileSync(join(place.folder, 'remote'), `sudo -n sh -c ${quoted}`);
  return async () => {
    const times = await Promise.all(commands.map((script) => timeCommand({ argv: ['sh', script] })));
    return Math.max(...times);
  };
}

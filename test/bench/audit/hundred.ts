/** What an audit of a hundred hosts takes: memory, and time beside two waves of API calls and one bare login. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { record } from '../replay.ts';
import { race, timeCommand } from '../timing.ts';
import { crowd, fingerprintOf } from './crowd.ts';
import { makeKey } from './host-key.ts';
import { largerBin } from './larger.ts';
import { benchPlace, specOf, sshConfig } from './place.ts';
import { type RecordedServer, recordedHost, reportOfMany } from './recorded-hosts.ts';
import { type SlowRoad, slowRoad } from './slow-road.ts';

const latencyMs = 100;
/** About what the script takes on a real host: probes of all peers at once, and apt's simulation. */
const answerMs = 2_000;

export interface Hundred {
  readonly audit: number;
  readonly waves: number;
  /** One `ssh host sh < script`, alone. */
  readonly bare: number;
  /** Most that the audit's process held at any time, MB. */
  readonly megabytes: number;
  readonly hosts: number;
  readonly requests: number;
}

/** Written down by the process itself as it ends. */
const telling = (file: string): string =>
  `--import=data:text/javascript,${encodeURIComponent(
    `import{writeFileSync}from'node:fs';process.on('exit',()=>writeFileSync(${JSON.stringify(file)},String(process.resourceUsage().maxRSS)))`,
  )}`;

export async function hundred(hosts: number, rounds: number): Promise<Hundred> {
  const place = benchPlace('none');
  const open: (RecordedServer | SlowRoad)[] = [];
  try {
    const hostKey = makeKey();
    const members = await crowd(place, hosts, fingerprintOf(hostKey));
    const ports = new Map<string, number>();
    for (const one of members) {
      const server = await recordedHost(hostKey, reportOfMany(one, members), answerMs);
      const road = await slowRoad(server.port, latencyMs);
      open.push(server, road);
      ports.set(one.publicIp, road.port);
    }
    const config = place.write('slow_config', sshConfig(place, ports));
    const spec = place.write('far.yaml', specOf(members, { state: place.state, config }));
    const services = ['ec2', 'iam', 'sts', 'logs', 'servicequotas'];
    await place.control(
      'faults',
      services.map((service) => ({ service, action: '*', latencyMs })),
    );
    const rss = join(place.folder, 'rss');
    const bin = await largerBin(join(place.folder, 'product'));
    const argv = [process.execPath, telling(rss), bin, 'audit', '-f', spec, '--json', '--timeout', '60'];
    const audit = (more: Readonly<Record<string, string>> = {}): Promise<number> =>
      // It fails, for most of what such a mesh should have is not there: what it costs is the same.
      timeCommand({ argv: ['sh', '-c', '"$@"; [ $? -ge 20 ]', 'sh', ...argv], env: { ...place.env, ...more } });
    const recording = await record(place.endpoint, (AWS_ENDPOINT_URL) => audit({ AWS_ENDPOINT_URL }));
    const first = members[0]?.publicIp ?? '';
    const bare = (): Promise<number> =>
      timeCommand({ argv: ['sh', '-c', `ssh -F ${config} admin@${first} 'sudo -n sh' </dev/null`] });
    const times = await race(rounds, { audit, waves: () => recording.replay(), bare });
    recording.close();
    const megabytes = Number(readFileSync(rss, 'utf8')) / 1024;
    return { ...times, megabytes, hosts, requests: recording.requests.length };
  } finally {
    for (const one of open) one.close();
    place.down();
  }
}

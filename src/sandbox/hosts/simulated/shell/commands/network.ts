/** ping and its like, and the names of hosts. */

import {
  type Call,
  type Commands,
  complained,
  type Output,
  options,
  said,
} from '#sandbox/hosts/simulated/shell/command.ts';

const addressOf = (call: Call, name: string): Promise<string | undefined> | string =>
  /^[\d.]+$/.test(name)
    ? name
    : call.machine.fs.text('/etc/hosts').then(
        (hosts) =>
          hosts
            .split('\n')
            .map((line) => line.split(/\s+/))
            .find((words) => words.slice(1).includes(name))?.[0],
      );

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Lost echoes are waited for as one does, but not for long: nobody learns from the waiting. */
const lostMs = 60;

/** @param own the address of whoever pings: the host, or a namespace behind it */
export async function ping(call: Call, own = call.machine.nic()?.privateIp ?? ''): Promise<Output> {
  const { values, flags, rest } = options(
    call.args.flatMap((word) => (/^-[csWiIMwt]\S+$/.test(word) ? [word.slice(0, 2), word.slice(2)] : [word])),
    ['-c', '-s', '-W', '-i', '-I', '-M', '-w', '-t', '-Q', '-p'],
  );
  const name = rest[0] ?? '';
  const destination = await addressOf(call, name);
  if (destination === undefined || destination === '') return complained(`ping: ${name}: Name or service not known`, 2);
  const count = Number(values.get('-c') ?? 4);
  const payload = Number(values.get('-s') ?? 56);
  const device = values.get('-I');
  const source = device === undefined || !/^[\d.]+$/.test(device) ? own : device;
  if (source !== own) return complained(`ping: bind: Cannot assign requested address`, 2);
  const quiet = flags.has('-q');
  const lines = [
    `PING ${name} (${destination}) ${device === undefined ? '' : `from ${source} : `}${payload}(${payload + 28}) bytes of data.`,
  ];
  const times: number[] = [];
  let errors = 0;
  for (let sequence = 1; sequence <= count; sequence++) {
    const answer = call.machine.echo({
      source,
      destination,
      size: payload + 28,
      dontFragment: values.get('-M') === 'do',
    });
    if (answer.kind === 'answered') {
      times.push(answer.ms);
      if (!quiet)
        lines.push(
          `${payload + 8} bytes from ${destination}: icmp_seq=${sequence} ttl=${answer.ttl} time=${answer.ms.toFixed(answer.ms < 10 ? 3 : 1)} ms`,
        );
    } else if (answer.kind === 'too-big') {
      errors += 1;
      lines.push(
        answer.by === undefined
          ? `ping: local error: message too long, mtu=${answer.mtu}`
          : `From ${answer.by} icmp_seq=${sequence} Frag needed and DF set (mtu = ${answer.mtu})`,
      );
    } else await pause(lostMs);
  }
  const loss = Math.round(((count - times.length) / count) * 100);
  const [low, average, high] = [
    Math.min(...times),
    times.reduce((sum, each) => sum + each, 0) / times.length,
    Math.max(...times),
  ];
  lines.push(
    '',
    `--- ${name} ping statistics ---`,
    `${count} packets transmitted, ${times.length} received, ${errors > 0 ? `+${errors} errors, ` : ''}${loss}% packet loss, time ${(count - 1) * 200}ms`,
    ...(times.length === 0
      ? []
      : [
          `rtt min/avg/max/mdev = ${low.toFixed(3)}/${average.toFixed(3)}/${high.toFixed(3)}/${((high - low) / 2).toFixed(3)} ms`,
        ]),
  );
  return said(lines.join('\n'), times.length > 0 ? 0 : 1);
}

async function tracepath(call: Call): Promise<Output> {
  const name = call.args.find((word) => /^[\d.]+$/.test(word)) ?? '';
  const source = call.machine.nic()?.privateIp ?? '';
  let size = 9001;
  const lines = [` 1?: [LOCALHOST]                      pmtu ${size}`];
  for (let hop = 1; hop < 5; hop++) {
    const answer = call.machine.echo({ source, destination: name, size, dontFragment: true });
    if (answer.kind === 'answered') {
      lines.push(
        ` ${hop}:  ${name}  ${answer.ms.toFixed(3)}ms reached`,
        `     Resume: pmtu ${size} hops ${hop} back ${hop}`,
      );
      return said(lines.join('\n'));
    }
    if (answer.kind === 'silent') break;
    size = answer.mtu;
    lines.push(` ${hop}:  ${answer.by ?? source}  0.1ms pmtu ${size}`);
  }
  return said([...lines, ' 2:  no reply', `     Too many hops: pmtu ${size}`].join('\n'));
}

export const networkCommands: Commands = {
  ping: (call) => ping(call),
  tracepath,
  getent: async (call) => {
    const [database = '', key = ''] = call.args;
    if (database === 'hosts') {
      const address = await addressOf(call, key);
      return address === undefined ? { code: 2 } : said(`${address}  ${key}`);
    }
    const line = (await call.machine.fs.text(`/etc/${database}`))
      .split('\n')
      .find((each) => each.startsWith(`${key}:`));
    return line === undefined ? { code: 2 } : said(line);
  },
};

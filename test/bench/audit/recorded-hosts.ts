/** Hosts that answer every script with a report that was recorded, made to tell of as many peers as there are. */
import { createServer, type Server } from 'node:net';
import ssh2 from 'ssh2';
import { reportOf, reports, type Section, sectionsOf } from '../../support/host-report.ts';

export interface RecordedHost {
  readonly name: string;
  readonly privateIp: string;
  readonly publicIp: string;
}

/** What a host says of its peers, line by line after the one peer of the recording. */
export function reportOfMany(host: RecordedHost, all: readonly RecordedHost[]): string {
  const peers = all.filter(({ name }) => name !== host.name);
  const own = sectionsOf(reports['us-east-1'] ?? '');
  const remote =
    /remote_addrs=\[([\d.]+)\]/.exec(own.find(({ name }) => name === 'connections')?.lines[0] ?? '')?.[1] ?? '';
  const target = own.find(({ name }) => name === 'probes')?.lines[0]?.split(' ')[1] ?? '';
  const as = (line: string, peer: RecordedHost): string =>
    line
      .replaceAll('us-east-2', peer.name)
      .replaceAll(remote, peer.publicIp)
      .replaceAll(target, peer.privateIp)
      .replaceAll('us-east-1', host.name);
  const many = ({ name, lines }: Section): readonly string[] => {
    switch (name) {
      case 'connections':
      case 'sas':
      case 'sas_after':
        return [...peers.map((peer) => as(lines[0] ?? '', peer)), ...lines.slice(1)];
      case 'probes':
      case 'pubkeys':
        return peers.flatMap((peer) => lines.map((line) => as(line, peer)));
      case 'settings': {
        const from = lines.indexOf('us-east-2 {');
        const block = lines.slice(from, -1);
        return [...lines.slice(0, from), ...peers.flatMap((peer) => block.map((line) => as(line, peer))), '}'];
      }
      default:
        return lines.map((line) => line.replaceAll('us-east-1', host.name));
    }
  };
  return reportOf(own.map((section) => ({ ...section, lines: many(section) })));
}

export interface RecordedServer {
  readonly port: number;
  close(): void;
}

/** sshd of one such host: lets everybody in, takes its time, and says its report. */
export async function recordedHost(hostKey: string, report: string, answerMs: number): Promise<RecordedServer> {
  const ssh = new ssh2.Server({ hostKeys: [hostKey] }, (connection) => {
    connection.on('error', () => undefined);
    connection.on('authentication', (context) =>
      context.method === 'publickey' ? context.accept() : context.reject(['publickey']),
    );
    connection.on('session', (accept) =>
      accept().on('exec', (acceptExec) => {
        const channel = acceptExec();
        channel.on('data', () => undefined);
        setTimeout(() => {
          channel.write(report);
          channel.exit(0);
          channel.end();
        }, answerMs);
      }),
    );
  });
  const server: Server = createServer({ noDelay: true }, (socket) => ssh.injectSocket(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: () => server.close(),
  };
}

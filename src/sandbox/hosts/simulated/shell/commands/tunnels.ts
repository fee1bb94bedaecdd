/** swanctl and ipsec: charon asked and told. */

import type { Charon } from '#sandbox/hosts/simulated/charon/daemon.ts';
import type { Say } from '#sandbox/hosts/simulated/charon/initiate.ts';
import { initiate, rekeyChild } from '#sandbox/hosts/simulated/charon/initiate.ts';
import { rawConns, rawSas, textConns, textSas } from '#sandbox/hosts/simulated/charon/listing.ts';
import { close, closeChild } from '#sandbox/hosts/simulated/charon/sa-teardown.ts';
import {
  type Call,
  type Commands,
  complained,
  type Output,
  options,
  said,
} from '#sandbox/hosts/simulated/shell/command.ts';

const short: Readonly<Record<string, string>> = {
  '-q': '--load-all',
  '-c': '--load-conns',
  '-s': '--load-creds',
  '-l': '--list-sas',
  '-L': '--list-conns',
  '-i': '--initiate',
  '-t': '--terminate',
  '-R': '--rekey',
  '-g': '--list-algs',
  '-S': '--stats',
  '-v': '--version',
  '-r': '--raw',
  '-x': '--list-certs',
};

const withValue = ['--ike', '--child', '--timeout', '--ike-id', '--child-id', '--file', '--loglevel'];

async function load(charon: Charon, what: string, file: string | undefined): Promise<Output> {
  const creds = what === '--load-conns' ? { output: '', ok: true } : await charon.configuration.loadCreds();
  if (what === '--load-creds') return { stdout: creds.output, code: creds.ok ? 0 : 1 };
  const conns = await charon.configuration.loadConns(file);
  const between = what === '--load-all' ? 'no authorities found, 0 unloaded\nno pools found, 0 unloaded\n' : '';
  return { stdout: `${creds.output}${between}${conns.output}`, code: creds.ok && conns.ok ? 0 : 22 };
}

async function bringUp(charon: Charon, childName: string, seconds: number): Promise<Output> {
  const connection = charon.configuration
    .connections()
    .find(({ children }) => children.some(({ name }) => name === childName));
  const child = connection?.children.find(({ name }) => name === childName);
  if (connection === undefined || child === undefined)
    return complained(`initiate failed: CHILD_SA config '${childName}' not found`, 22);
  const lines: string[] = [];
  const say: Say = (group, text) => {
    lines.push(`[${group}] ${text}\n`);
    charon.log(group, text);
  };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    if (seconds > 0) timer = setTimeout(() => resolve('late'), seconds * 1000);
  });
  const outcome = await Promise.race([initiate(charon, connection, child, say), late]);
  clearTimeout(timer);
  if (outcome === true) return said(`${lines.join('')}initiate completed successfully`);
  const why =
    outcome === 'late'
      ? `CHILD_SA '${childName}' not established after ${seconds * 1000}ms`
      : `establishing CHILD_SA '${childName}' failed`;
  return { stdout: lines.join(''), stderr: `initiate failed: ${why}\n`, code: outcome === 'late' ? 62 : 22 };
}

function terminate(charon: Charon, values: ReadonlyMap<string, string>): Output {
  const ike = values.get('--ike');
  const child = values.get('--child');
  const id = values.get('--ike-id');
  const lines: string[] = [];
  let count = 0;
  for (const sa of [...charon.sas.all()]) {
    if ((ike !== undefined && sa.connection.name === ike) || (id !== undefined && sa.uniqueId === Number(id))) {
      close(charon, sa);
      lines.push(`[IKE] deleting IKE_SA ${sa.connection.name}[${sa.uniqueId}]`);
      count += 1;
    } else if (child !== undefined) {
      for (const one of sa.children.filter(({ config }) => config.name === child)) {
        closeChild(charon, sa, one);
        lines.push(`[IKE] closing CHILD_SA ${child}{${one.uniqueId}}`);
        count += 1;
      }
    }
  }
  if (count === 0) return complained('terminate failed: no matching SAs to terminate found', 22);
  return said([...lines, 'terminate completed successfully'].join('\n'));
}

function rekey(charon: Charon, values: ReadonlyMap<string, string>): Output {
  const name = values.get('--child') ?? values.get('--ike');
  const children = charon.sas
    .all()
    .flatMap((sa) =>
      sa.children
        .filter(({ config, state }) => config.name === name && state === 'INSTALLED')
        .map((child) => ({ sa, child })),
    );
  if (children.length === 0) return complained('rekey failed: no matching SAs to rekey found', 22);
  for (const { sa, child } of children) rekeyChild(charon, sa, child);
  return said(`rekey completed successfully, ${children.length} SAs rekeyed`);
}

const algorithms = `encryption:
  AES_CBC[openssl]
  AES_CTR[openssl]
  AES_GCM_16[openssl]
  AES_GCM_12[openssl]
  CHACHA20_POLY1305[openssl]
integrity:
  HMAC_SHA2_256_128[openssl]
  HMAC_SHA2_384_192[openssl]
  HMAC_SHA2_512_256[openssl]
prf:
  PRF_HMAC_SHA2_256[openssl]
  PRF_HMAC_SHA2_384[openssl]
  PRF_HMAC_SHA2_512[openssl]
ke:
  ECP_256[openssl]
  ECP_384[openssl]
  ECP_521[openssl]
  MODP_3072[openssl]
  MODP_4096[openssl]
  CURVE_25519[openssl]
`;

async function swanctl({ args, machine, shell }: Call): Promise<Output> {
  const {
    flags: given,
    values,
    rest,
  } = options(
    args.map((word) => short[word] ?? word),
    withValue,
  );
  const command = [...given].find((flag) =>
    /^--(load|list|init|term|rekey|stats|version|counters|log|reload|flush|monitor)/.test(flag),
  );
  const { charon } = machine;
  if (command === undefined) return complained(`error: unknown command ${rest[0] ?? ''}\nusage: swanctl --help`, 22);
  if (command === '--version' && !given.has('--daemon')) return said('strongSwan swanctl 5.9.8');
  if (shell.user !== 'root')
    return complained("connecting to 'default' URI failed: Permission denied\nstrongSwan 5.9.8 swanctl", 13);
  if (!charon.running)
    return complained("connecting to 'default' URI failed: No such file or directory\nstrongSwan 5.9.8 swanctl", 2);
  const raw = given.has('--raw') || given.has('--pretty');
  const now = Date.now();
  const ike = values.get('--ike');
  const number = (key: string): number => Number(values.get(key) ?? 0);
  switch (command) {
    case '--load-all':
    case '--load-conns':
    case '--load-creds':
      return load(charon, command, values.get('--file'));
    case '--list-sas': {
      const sas = charon.sas.all().filter(({ connection }) => ike === undefined || connection.name === ike);
      return { stdout: raw ? rawSas(sas, charon.address(), now) : textSas(sas, charon.address(), now) };
    }
    case '--list-conns':
      return {
        stdout: raw ? rawConns(charon.configuration.connections()) : textConns(charon.configuration.connections()),
      };
    case '--list-algs':
      return said(algorithms);
    case '--initiate':
      return bringUp(charon, values.get('--child') ?? ike ?? '', number('--timeout'));
    case '--terminate':
      return terminate(charon, values);
    case '--rekey':
      return rekey(charon, values);
    case '--stats':
      return said(
        `uptime: ${Math.round((now - charon.startedAt) / 1000)} seconds, since ${new Date(charon.startedAt).toUTCString()}\nworker threads: 16 total, 11 idle, working: 4/0/1/0\nIKE_SAs: ${charon.sas.all().length} total, ${charon.sas.all().filter(({ state }) => state === 'CONNECTING').length} half-open`,
      );
    case '--version':
      return said('strongSwan 5.9.8 charon-systemd (Linux 6.1.0-28-cloud-amd64, x86_64)');
    default:
      return said('');
  }
}

export const tunnelCommands: Commands = {
  swanctl,
  ipsec: (call) => {
    const [verb] = call.args;
    if (verb === 'version' || verb === '--version') return said('Linux strongSwan U5.9.8/K6.1.0-28-cloud-amd64');
    if (verb === 'status' || verb === 'statusall') return swanctl({ ...call, args: ['--list-sas'] });
    return complained(`ipsec: the legacy daemon is not running; use swanctl`, 3);
  },
};

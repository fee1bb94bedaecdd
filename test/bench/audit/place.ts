/** A sandbox of a bench's own, and the built command line to work on it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateRouteCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeRouteTablesCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { root } from '../../pack/tarball.ts';

export const bin = join(root, 'dist/bin.js');

export interface Vpc {
  readonly id: string;
  readonly subnetId: string;
}

export interface BenchPlace {
  readonly folder: string;
  /** The sandbox's state folder. */
  readonly state: string;
  readonly endpoint: string;
  /** What a command needs in its environment. */
  readonly env: Readonly<Record<string, string>>;
  vpnmesh(...args: readonly string[]): string;
  ec2(region: string): EC2Client;
  /** A VPC of 10.N.0.0/16 with one public subnet. */
  vpc(region: string, octet: number): Promise<Vpc>;
  control(path: string, body: unknown): Promise<void>;
  write(name: string, text: string): string;
  down(): void;
}

export function benchPlace(hosts: 'simulated' | 'none'): BenchPlace {
  const folder = mkdtempSync(join(tmpdir(), 'vpnmesh-bench-audit-'));
  const state = join(folder, 'sandbox');
  const own = { VPNMESH_SANDBOX: state, HOME: folder };
  const run = (args: readonly string[], env: Readonly<Record<string, string>>): string =>
    execFileSync(process.execPath, [bin, ...args], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 256 * 1024 * 1024,
    });
  run(['sandbox', 'up', '--hosts', hosts], own);
  const { variables } = JSON.parse(run(['sandbox', 'env', '--json'], own)) as {
    readonly variables: Readonly<Record<string, string>>;
  };
  const env = { ...own, ...variables };
  const endpoint = variables.AWS_ENDPOINT_URL ?? '';
  const clients = new Map<string, EC2Client>();
  const ec2 = (region: string): EC2Client => {
    const credentials = {
      accessKeyId: variables.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: variables.AWS_SECRET_ACCESS_KEY ?? '',
    };
    const one = clients.get(region) ?? new EC2Client({ region, endpoint, credentials });
    clients.set(region, one);
    return one;
  };
  return {
    folder,
    state,
    endpoint,
    env,
    vpnmesh: (...args) => run(args, env),
    ec2,
    vpc: (region, octet) => makeVpc(ec2(region), octet),
    control: async (path, body) => {
      const answer = await fetch(`${endpoint}/_sandbox/${path}`, {
        method: 'POST',
        // The sandbox closes what idles, and an apply lies between.
        headers: { connection: 'close' },
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    },
    write: (name, text) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    },
    down: () => {
      for (const one of clients.values()) one.destroy();
      run(['sandbox', 'down'], own);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function makeVpc(ec2: EC2Client, octet: number): Promise<Vpc> {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: `10.${octet}.0.0/16` }));
  const VpcId = Vpc?.VpcId ?? '';
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: `10.${octet}.0.0/24` }));
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
  const GatewayId = InternetGateway?.InternetGatewayId ?? '';
  await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId: GatewayId, VpcId }));
  const Filters = [{ Name: 'vpc-id', Values: [VpcId] }];
  const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
  const RouteTableId = RouteTables?.[0]?.RouteTableId ?? '';
  await ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId }));
  return { id: VpcId, subnetId: Subnet?.SubnetId ?? '' };
}

/** Loopback ports by public address, as the sandbox's ssh_config has them. */
export function doorsOf({ state }: BenchPlace): ReadonlyMap<string, number> {
  const text = readFileSync(join(state, 'ssh_config'), 'utf8');
  return new Map(
    [...text.matchAll(/^Host (\d[\d.]+)\n {2}HostName \S+\n {2}Port (\d+)/gm)].map(
      ([, address = '', port]) => [address, Number(port)] as const,
    ),
  );
}

/** An ssh_config that leads to other ports. */
export function sshConfig({ state }: BenchPlace, ports: ReadonlyMap<string, number>): string {
  const hosts = [...ports].map(
    ([address, port]) => `Host ${address}\n  HostName 127.0.0.1\n  Port ${port}\n  HostKeyAlias ${address}\n`,
  );
  return `${hosts.join('')}Host *\n  IdentityFile ${join(state, 'id_ed25519')}\n  IdentitiesOnly yes\n  UserKnownHostsFile /dev/null\n  StrictHostKeyChecking no\n  LogLevel ERROR\n`;
}

export const regions = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'eu-west-1',
  'eu-west-2',
  'eu-central-1',
  'ap-south-1',
  'ap-southeast-1',
  'ap-northeast-1',
] as const;

export function specOf(
  members: readonly { readonly name: string; readonly region: string; readonly vpc: string }[],
  { state, config }: { readonly state: string; readonly config: string },
): string {
  return [
    'mesh: corp',
    'members:',
    ...members.map(({ name, region, vpc }) => `  - {name: ${name}, region: ${region}, vpc: ${vpc}}`),
    `ssh: {from: [192.0.2.7/32], identity: ${join(state, 'id_ed25519')}, config: ${config}}`,
    'logs: {agentUrl: apt}',
    '',
  ].join('\n');
}

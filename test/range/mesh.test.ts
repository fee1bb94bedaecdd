/** One mesh from the first apply to destroy, on real hosts. The tests build on each other, in order. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateRouteCommand,
  CreateSecurityGroupCommand,
  DeleteRouteCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  ModifyInstanceAttributeCommand,
  ModifyNetworkInterfaceAttributeCommand,
  RebootInstancesCommand,
  RevokeSecurityGroupIngressCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryDescription } from '#mesh/ingress-rules.ts';
import { ownershipTags } from '#mesh/names.ts';
import { flushFlows } from '#sandbox/hosts/real/exec.ts';
import { type Lab, startLab } from '../support/lab.ts';
import { concentratorInterface, picture, regions, workload } from './support/aws.ts';
import { becomes, on, pings, say, script, transfers } from './support/guests.ts';

const [east1, east2, west] = regions;

interface ApplyDocument {
  readonly steps: readonly {
    readonly id: string;
    readonly kind: string;
    readonly change: string;
    readonly outcome: string;
    readonly error?: { readonly message: string };
  }[];
  readonly verify: { readonly pairs: readonly { readonly ok: boolean; readonly pathMtu: number }[] } | null;
  readonly notes: readonly string[];
}

interface StatusDocument {
  readonly tunnels: readonly {
    readonly a: string;
    readonly b: string;
    readonly ike: { readonly a: string; readonly b: string };
    readonly child: { readonly a: string; readonly b: string };
    readonly uniqueId: { readonly a: number; readonly b: number };
  }[];
}

let lab: Lab;
let two: string;
let three: string;
let before: unknown;
let home: Awaited<ReturnType<typeof workload>>;
let away: Awaited<ReturnType<typeof workload>>;

/** apply --yes, every step of which must have been done. */
async function apply(file: string, env: Readonly<Record<string, string>> = {}): Promise<ApplyDocument> {
  const document = await lab.json<ApplyDocument>(['apply', '--yes', '-f', file], { env });
  expect(document.steps.filter(({ outcome }) => outcome !== 'done')).toEqual([]);
  return document;
}

async function firstTunnel(file: string): Promise<StatusDocument['tunnels'][number]> {
  const { tunnels } = await lab.json<StatusDocument>(['status', '--open-ssh', '-f', file]);
  const found = tunnels.find(({ a, b }) => a === east1 && b === east2);
  if (found === undefined) throw new Error('the first tunnel is not among those of status');
  return found;
}

const across = (): Promise<boolean> => pings(lab, home.instanceId, away.privateIp);

interface Call {
  readonly service: string;
  readonly action: string;
  readonly caller?: string;
}

/** Lines of the sandbox's record of API calls, from a mark on: those of the operator, for the hosts ship their logs all the time. */
function calls(from: number): readonly Call[] {
  const text = readFileSync(join(lab.state, 'requests.jsonl'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line): Call => JSON.parse(line))
    .filter(({ caller }) => caller?.includes(':assumed-role/') !== true)
    .slice(from);
}

beforeAll(async () => {
  lab = await startLab();
  two = lab.spec('two.yaml', 2);
  three = lab.spec('three.yaml', 3);
  home = await workload(lab, east1);
  away = await workload(lab, east2);
  before = await picture(lab);
});

afterAll(async () => {
  await lab?.down();
});

describe('two regions', () => {
  it('cannot reach each other before', async () => {
    expect(await across()).toBe(false);
  });

  it('are connected by one apply, whose own proof passes', async () => {
    const document = await apply(two, { VPNMESH_SSH_RECORD: join(lab.folder, 'read-over-ssh') });
    expect(document.verify?.pairs).toHaveLength(2);
    expect(document.verify?.pairs.every(({ ok }) => ok)).toBe(true);
  });

  it('show IKE and CHILD SAs at both ends', async () => {
    expect(await firstTunnel(two)).toMatchObject({
      ike: { a: 'established', b: 'established' },
      child: { a: 'installed', b: 'installed' },
    });
  });

  it('ping each other, workload to workload, both ways', async () => {
    expect(await across()).toBe(true);
    expect(await pings(lab, away.instanceId, home.privateIp)).toBe(true);
  });

  it('carry a packet of the path MTU with DF, and nothing bigger', async () => {
    const { pairs } = await lab.json<NonNullable<ApplyDocument['verify']>>(['verify', '--open-ssh', '-f', two]);
    const mtu = pairs[0]?.pathMtu ?? 0;
    expect(mtu).toBeGreaterThanOrEqual(1400);
    expect(mtu).toBeLessThanOrEqual(1438);
    const unfragmented = (size: number) =>
      on(lab, home.instanceId, 'ping', '-n', '-c', '2', '-W', '2', '-M', 'do', '-s', String(size - 28), away.privateIp);
    expect((await unfragmented(mtu)).code).toBe(0);
    expect((await unfragmented(mtu + 1)).code).not.toBe(0);
  });

  it('carry 10 MB over TCP, whole', async () => {
    const rule = { GroupId: away.groupId, IpProtocol: 'tcp', FromPort: 5001, ToPort: 5001, CidrIp: '10.1.0.0/16' };
    await lab.ec2(east2).send(new AuthorizeSecurityGroupIngressCommand(rule));
    expect(await transfers(lab, home.instanceId, away.instanceId, away.privateIp, 10 * 1024 * 1024)).toBe(true);
    await lab.ec2(east2).send(new RevokeSecurityGroupIngressCommand(rule));
  });

  it('never had a private key read over SSH, and have no SSH ingress left', async () => {
    const read = readFileSync(join(lab.folder, 'read-over-ssh'), 'latin1');
    expect(read.length).toBeGreaterThan(1000);
    for (const region of [east1, east2]) {
      const { instanceId, groupId } = await concentratorInterface(lab, region);
      const key = `/etc/swanctl/private/${region}.key`;
      expect(await say(lab, instanceId, 'stat', '-c', '%U:%G %a', key)).toBe('root:root 600');
      const pem = await say(lab, instanceId, 'cat', key);
      const secret = pem.split('\n').filter((line) => line.length > 40 && !line.includes('-----'));
      expect(secret.length).toBeGreaterThan(40);
      // Neither as it stands, nor inside another layer of base64.
      for (const line of secret.slice(5, 10)) {
        expect(read.includes(line)).toBe(false);
        expect(read.includes(Buffer.from(`x${line}`).toString('base64').slice(4, 40))).toBe(false);
      }
      expect(read).not.toContain('PRIVATE KEY');
      const { SecurityGroupRules } = await lab
        .ec2(region)
        .send(new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [groupId] }] }));
      expect(SecurityGroupRules?.filter(({ FromPort, IsEgress }) => FromPort === 22 && !IsEgress)).toEqual([]);
    }
  });
});

describe('the proof', () => {
  const verified = async (): Promise<boolean> => {
    const { pairs } = await lab.json<{ readonly pairs: readonly { readonly ok: boolean }[] }>([
      ...['verify', '--open-ssh', '-f', two],
    ]);
    return pairs.every(({ ok }) => ok);
  };
  const run = async (text: string): Promise<void> => {
    const { instanceId } = await concentratorInterface(lab, east2);
    const { code, stderr } = await script(lab, instanceId, `set -e\n${text}`);
    if (code !== 0) throw new Error(stderr);
  };

  it('fails where a host does not forward, and where a stranger drops what it forwards', async () => {
    expect(await verified()).toBe(true);
    await run('sysctl -qw net.ipv4.ip_forward=0');
    expect(await verified()).toBe(false);
    await run('sysctl -qw net.ipv4.ip_forward=1');
    expect(await verified()).toBe(true);
    await run('nft add table inet stranger');
    await run("nft add chain inet stranger f '{ type filter hook forward priority 10; policy drop; }'");
    expect(await verified()).toBe(false);
    await run('nft delete table inet stranger');
    expect(await verified()).toBe(true);
  });

  // Packets are routed by their mark, and the way back is looked up without it (src_valid_mark): only rp_filter differs.
  it('fails where rp_filter alone drops what is forwarded', async () => {
    await run(`address=$(sed -n 's/^set address //p' /etc/vpnmesh/probe)
      sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.vpnmesh-probe.rp_filter=0
      nft add table ip marks
      nft add chain ip marks pre '{ type filter hook prerouting priority mangle; }'
      nft add rule ip marks pre ip daddr "$address" meta mark set 7
      ip route add "$address/32" dev vpnmesh-probe table 7
      ip rule add fwmark 7 lookup 7 priority 50
      ip route del "$address/32" dev vpnmesh-probe`);
    expect(await verified()).toBe(true);
    await run('sysctl -qw net.ipv4.conf.vpnmesh-probe.rp_filter=1');
    expect(await verified()).toBe(false);
    await run(`ip rule del priority 50; ip route flush table 7; nft delete table ip marks
      systemctl restart vpnmesh-probe; sysctl -qw net.ipv4.conf.all.rp_filter=1`);
    expect(await verified()).toBe(true);
  });
});

describe('a host', () => {
  it('closes SSH that was opened for a while, by itself', async () => {
    const { instanceId, groupId } = await concentratorInterface(lab, east1);
    const tags = ownershipTags('corp', 'rule', east1);
    const description = temporaryDescription('operator', new Date(Date.now() - 60_000));
    await lab.ec2(east1).send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: groupId,
        IpPermissions: [
          {
            ...{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22 },
            IpRanges: [{ CidrIp: '198.51.100.1/32', Description: description }],
          },
        ],
        TagSpecifications: [
          { ResourceType: 'security-group-rule', Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
        ],
      }),
    );
    await say(lab, instanceId, 'systemctl', 'start', 'vpnmesh-ssh-expiry');
    const { SecurityGroupRules = [] } = await lab
      .ec2(east1)
      .send(new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [groupId] }] }));
    expect(SecurityGroupRules.filter(({ FromPort, IsEgress }) => FromPort === 22 && !IsEgress)).toEqual([]);
    expect(await say(lab, instanceId, 'journalctl', '-t', 'vpnmesh-ssh-expiry', '-o', 'cat')).toContain('closed SSH');
  });
});

describe('the network under it is honest', () => {
  it('stops when source/dest check is switched on, and returns when it is off', async () => {
    const { id } = await concentratorInterface(lab, east1);
    const check = (Value: boolean) =>
      lab
        .ec2(east1)
        .send(new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId: id, SourceDestCheck: { Value } }));
    await check(true);
    expect(await across()).toBe(false);
    await check(false);
    expect(await becomes(across, true, 20)).toBeDefined();
  });

  it('stops when the route goes, and returns with it', async () => {
    const { id } = await concentratorInterface(lab, east1);
    const { RouteTables } = await lab.ec2(east1).send(
      new DescribeRouteTablesCommand({
        Filters: [{ Name: 'route.destination-cidr-block', Values: ['10.2.0.0/16'] }],
      }),
    );
    const tables = (RouteTables ?? []).map(({ RouteTableId }) => ({
      RouteTableId,
      DestinationCidrBlock: '10.2.0.0/16',
    }));
    expect(tables.length).toBeGreaterThanOrEqual(2);
    await Promise.all(tables.map((route) => lab.ec2(east1).send(new DeleteRouteCommand(route))));
    expect(await across()).toBe(false);
    await Promise.all(
      tables.map((route) => lab.ec2(east1).send(new CreateRouteCommand({ ...route, NetworkInterfaceId: id }))),
    );
    expect(await becomes(across, true, 20)).toBeDefined();
  });

  it('stops when the responder lets UDP 4500 in no more; nothing leaks meanwhile; it returns with the rule', async () => {
    const responder = await concentratorInterface(lab, east2);
    const initiator = await concentratorInterface(lab, east1);
    const rule = {
      GroupId: responder.groupId,
      IpProtocol: 'udp',
      FromPort: 4500,
      ToPort: 4500,
      CidrIp: `${initiator.address}/32`,
    };
    const { SecurityGroupRules } = await lab
      .ec2(east2)
      .send(new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [responder.groupId] }] }));
    const ids = (SecurityGroupRules ?? [])
      .filter(({ FromPort }) => FromPort === 4500)
      .map(({ SecurityGroupRuleId }) => SecurityGroupRuleId ?? '');
    expect(ids).toHaveLength(1);
    await lab
      .ec2(east2)
      .send(new RevokeSecurityGroupIngressCommand({ GroupId: responder.groupId, SecurityGroupRuleIds: ids }));
    // A rule that is gone leaves tracked flows alive, here as on EC2, and a DELETE that the responder sent would
    // open one: its charon dies without a word, and comes back as a responder that speaks only when spoken to.
    await say(lab, responder.instanceId, 'pkill', '-9', '-f', 'charon-systemd');
    for (const one of [responder, initiator]) await flushFlows(lab.state, one.id);
    expect(await becomes(across, false, 60)).toBeDefined();

    // With the tunnel down: dropped on the concentrator, and not one packet in clear on its interface.
    await say(lab, initiator.instanceId, 'nft', 'add table inet witness');
    await say(
      lab,
      initiator.instanceId,
      'nft',
      'add chain inet witness out { type filter hook postrouting priority 300; }',
    );
    await say(
      lab,
      initiator.instanceId,
      'nft',
      'add rule inet witness out oifname "ens5" ip daddr 10.2.0.0/16 counter',
    );
    const count = async (table: string, mark: string): Promise<number> => {
      const line = (await say(lab, initiator.instanceId, 'nft', 'list', 'table', 'inet', table))
        .split('\n')
        .filter((each) => each.includes(mark))
        .join(' ');
      return [...line.matchAll(/packets (\d+)/g)].reduce((sum, [, n]) => sum + Number(n), 0);
    };
    const dropped = await count('vpnmesh', 'drop');
    // The initiator's end of the tunnel goes when its dead peer detection gives up; until then it swallows packets.
    const drops = async (): Promise<boolean> => {
      await on(lab, initiator.instanceId, 'ping', '-c', '1', '-W', '1', '-I', initiator.privateIp, away.privateIp);
      return !(await across()) && (await count('vpnmesh', 'drop')) >= dropped + 4;
    };
    expect(await becomes(drops, true, 60)).toBeDefined();
    expect(await count('witness', '10.2.0.0')).toBe(0);
    await say(lab, initiator.instanceId, 'nft', 'delete table inet witness');

    await lab.ec2(east2).send(
      new AuthorizeSecurityGroupIngressCommand({
        ...rule,
        TagSpecifications: [{ ResourceType: 'security-group-rule', Tags: [{ Key: 'vpnmesh:mesh', Value: 'corp' }] }],
      }),
    );
    expect(await becomes(across, true, 60)).toBeDefined();
  });

  it('is back within a minute after charon was killed, on either end', async () => {
    for (const region of [east1, east2]) {
      const { instanceId } = await concentratorInterface(lab, region);
      await say(lab, instanceId, 'pkill', '-9', '-f', 'charon-systemd');
      expect(await becomes(across, false, 30), `${region}: traffic stops`).toBeDefined();
      expect(await becomes(across, true, 60), `${region}: traffic returns`).toBeDefined();
    }
  });

  it('is back within a minute after a wrong peer key was put right', async () => {
    const { instanceId } = await concentratorInterface(lab, east1);
    const load = 'swanctl --load-creds --clear >/dev/null && swanctl --load-conns >/dev/null';
    const broken = await script(
      lab,
      instanceId,
      `cd /etc/swanctl/pubkey && cp -p "$1.pub" /root/right.pub && cp "$2.pub" "$1.pub" && ${load}; swanctl --terminate --ike "$1" --timeout 5`,
      east2,
      east1,
    );
    expect(broken.stderr).not.toContain('No such file');
    expect(await becomes(across, false, 30)).toBeDefined();
    // Long enough for an attempt with the wrong key to have been refused for good.
    expect(await becomes(across, true, 20)).toBeUndefined();
    await script(lab, instanceId, `mv /root/right.pub "/etc/swanctl/pubkey/$1.pub" && ${load}`, east2);
    expect(await becomes(across, true, 60)).toBeDefined();
  });
});

describe('each concentrator', () => {
  /** The article's values. */
  const sysctl = {
    'net.ipv4.ip_forward': '1',
    'net.ipv4.conf.all.send_redirects': '0',
    'net.ipv4.conf.default.send_redirects': '0',
    'net.ipv4.icmp_echo_ignore_broadcasts': '1',
    'net.ipv4.conf.all.accept_source_route': '0',
    'net.ipv4.conf.all.accept_redirects': '0',
    'net.ipv4.conf.all.secure_redirects': '0',
    'net.ipv4.conf.all.log_martians': '1',
    'net.ipv4.conf.default.accept_source_route': '0',
    'net.ipv4.conf.default.accept_redirects': '0',
    'net.ipv4.conf.default.secure_redirects': '0',
    'net.ipv4.icmp_ignore_bogus_error_responses': '1',
    'net.ipv4.tcp_syncookies': '1',
    'net.ipv4.conf.all.rp_filter': '1',
    'net.ipv4.conf.default.rp_filter': '1',
    'net.ipv4.tcp_mtu_probing': '1',
    'net.ipv4.conf.ens5.send_redirects': '0',
    'net.ipv4.conf.ens5.accept_redirects': '0',
    'net.ipv4.conf.ens5.secure_redirects': '0',
    'net.ipv4.conf.ens5.accept_source_route': '0',
    'net.ipv4.conf.ens5.rp_filter': '1',
    'net.ipv4.conf.ipsec0.send_redirects': '0',
    'net.ipv4.conf.ipsec0.accept_redirects': '0',
    'net.ipv4.conf.ipsec0.rp_filter': '1',
  };

  async function expectSysctl(instanceId: string): Promise<void> {
    const lines = (await say(lab, instanceId, 'sysctl', ...Object.keys(sysctl))).split('\n');
    const values = Object.fromEntries(lines.map((line) => line.split(' = ')));
    expect(values).toEqual(sysctl);
    expect(Number(await say(lab, instanceId, 'sysctl', '-n', 'net.ipv4.tcp_max_syn_backlog'))).toBeGreaterThanOrEqual(
      1280,
    );
  }

  it("has the article's kernel settings, effective on its interfaces, and keeps them over a reboot", async () => {
    for (const region of [east1, east2]) {
      const { instanceId } = await concentratorInterface(lab, region);
      await expectSysctl(instanceId);
    }
    const { instanceId } = await concentratorInterface(lab, east2);
    // When its init began, in the kernel's ticks: another number means another boot.
    const began = ['awk', '{ print $22 }', '/proc/1/stat'] as const;
    const boot = await say(lab, instanceId, ...began);
    await lab.ec2(east2).send(new RebootInstancesCommand({ InstanceIds: [instanceId] }));
    const rebooted = () =>
      say(lab, instanceId, ...began).then(
        (now) => now !== boot,
        () => false,
      );
    expect(await becomes(rebooted, true, 60)).toBeDefined();
    expect(await becomes(across, true, 90)).toBeDefined();
    await expectSysctl(instanceId);
    expect(await say(lab, instanceId, 'nft', 'list', 'table', 'inet', 'vpnmesh')).toContain('maxseg size set 1360');
  });

  it('keeps time with Amazon Time Sync', async () => {
    for (const region of [east1, east2]) {
      const { instanceId } = await concentratorInterface(lab, region);
      const synced = () =>
        on(lab, instanceId, 'chronyc', '-n', 'tracking').then(
          ({ stdout }) => /169\.254\.169\.123/.test(stdout) && /Leap status\s*: Normal/.test(stdout),
        );
      expect(await becomes(synced, true, 60)).toBeDefined();
    }
  });

  it('ships its system, login, audit and charon logs', async () => {
    const logs = new CloudWatchLogsClient({
      region: east1,
      endpoint: lab.env.AWS_ENDPOINT_URL ?? '',
      credentials: {
        accessKeyId: lab.env.AWS_ACCESS_KEY_ID ?? '',
        secretAccessKey: lab.env.AWS_SECRET_ACCESS_KEY ?? '',
      },
    });
    try {
      for (const [kind, word] of [
        ['messages', 'systemd'],
        ['secure', 'ssh'],
        ['audit', 'type='],
        ['charon', 'IKE_SA'],
      ] as const) {
        const arrived = async (): Promise<boolean> => {
          const { events } = await logs
            .send(new FilterLogEventsCommand({ logGroupName: '/vpnmesh/corp', logStreamNames: [`${kind}/${east1}`] }))
            .catch((error: Error) => {
              if (error.name !== 'ResourceNotFoundException') throw error;
              return { events: [] };
            });
          return (events ?? []).some(({ message }) => message?.includes(word));
        };
        expect(await becomes(arrived, true, 60), kind).toBeDefined();
      }
    } finally {
      logs.destroy();
    }
  });
});

describe('apply on the mesh that stands', () => {
  it('changes nothing, makes no mutating call, does not use SSH, and leaves the SAs alone', async () => {
    const tunnel = await firstTunnel(two);
    const mark = calls(0).length;
    const record = join(lab.folder, 'second-apply');
    const { code, stdout } = await lab.vpnmesh(['apply', '--yes', '-f', two], { env: { VPNMESH_SSH_RECORD: record } });
    expect(code).toBe(0);
    expect(stdout).toContain('no changes');
    const made = calls(mark);
    expect(made.length).toBeGreaterThan(10);
    expect(made.filter(({ action }) => !/^(Describe|Get|List)/.test(action))).toEqual([]);
    expect(existsSync(record) ? statSync(record).size : 0).toBe(0);
    expect((await firstTunnel(two)).uniqueId).toEqual(tunnel.uniqueId);
  });

  it('adds a third member to the live mesh without touching the first tunnel', async () => {
    const tunnel = await firstTunnel(two);
    const document = await apply(three);
    expect(document.verify?.pairs).toHaveLength(6);
    expect((await firstTunnel(three)).uniqueId).toEqual(tunnel.uniqueId);
    const far = await workload(lab, west);
    for (const from of [home, away]) expect(await pings(lab, from.instanceId, far.privateIp)).toBe(true);
  });

  it('takes the third member out again, with everything that was its, and leaves the first tunnel alone', async () => {
    const tunnel = await firstTunnel(three);
    const document = await apply(two);
    expect(document.steps.filter(({ change }) => change === 'delete').map(({ kind }) => kind)).toEqual(
      expect.arrayContaining([
        'instance.terminate',
        'address.release',
        'interface.delete',
        'group.delete',
        'route.delete',
        'rules.revoke',
        'key.delete',
      ]),
    );
    expect((await firstTunnel(two)).uniqueId).toEqual(tunnel.uniqueId);
    const far = await workload(lab, west);
    expect(await pings(lab, home.instanceId, far.privateIp)).toBe(false);
  });

  it('replaces an instance that was terminated behind its back, behind the same interface and address', async () => {
    const old = await concentratorInterface(lab, east2);
    const ec2 = lab.ec2(east2);
    await ec2.send(
      new ModifyInstanceAttributeCommand({ InstanceId: old.instanceId, DisableApiTermination: { Value: false } }),
    );
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [old.instanceId] }));
    expect(await becomes(across, false, 60)).toBeDefined();
    const document = await apply(two);
    expect(document.steps.filter(({ change }) => change === 'create').map(({ id }) => id)).toEqual([
      `${east2}/instance`,
    ]);
    const now = await concentratorInterface(lab, east2);
    expect({ ...now, instanceId: '' }).toEqual({ ...old, instanceId: '' });
    expect(now.instanceId).not.toBe(old.instanceId);
    expect(await becomes(across, true, 10)).toBeDefined();
  });
});

describe('destroy', () => {
  it('leaves AWS as it was before, and what somebody else made meanwhile', async () => {
    const ec2 = lab.ec2(east1);
    const { RouteTables } = await ec2.send(
      new DescribeRouteTablesCommand({ Filters: [{ Name: 'tag:Name', Values: ['*private*'] }] }),
    );
    const table = RouteTables?.[0];
    const { GroupId } = await ec2.send(
      new CreateSecurityGroupCommand({ GroupName: 'somebody-else', Description: 'not ours', VpcId: table?.VpcId }),
    );
    const foreign = { RouteTableId: table?.RouteTableId, DestinationCidrBlock: '172.20.0.0/16' };
    const { NetworkInterfaceId } = await theirInterface();
    await ec2.send(new CreateRouteCommand({ ...foreign, NetworkInterfaceId }));

    const { code, stderr } = await lab.vpnmesh(['destroy', '--confirm', 'corp', '-f', two]);
    expect(stderr).not.toContain('failed ');
    expect(code).toBe(0);
    expect(JSON.stringify(await picture(lab))).toContain('172.20.0.0/16');
    expect(JSON.stringify(await picture(lab))).toContain('somebody-else');

    const { DeleteSecurityGroupCommand } = await import('@aws-sdk/client-ec2');
    await ec2.send(new DeleteRouteCommand(foreign));
    await ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
    expect(await picture(lab)).toEqual(before);
    expect(await across()).toBe(false);
  });

  /** The workload's own interface serves as somebody else's route target. */
  async function theirInterface(): Promise<{ readonly NetworkInterfaceId: string }> {
    const { DescribeNetworkInterfacesCommand } = await import('@aws-sdk/client-ec2');
    const { NetworkInterfaces } = await lab.ec2(east1).send(
      new DescribeNetworkInterfacesCommand({
        Filters: [{ Name: 'attachment.instance-id', Values: [home.instanceId] }],
      }),
    );
    return { NetworkInterfaceId: NetworkInterfaces?.[0]?.NetworkInterfaceId ?? '' };
  }
});

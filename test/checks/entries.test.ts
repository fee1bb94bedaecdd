/** What each check's failures list: by that a waiver and a saved run know what joins them. */
import { describe, expect, it } from 'vitest';
import { beyond, entriesOf } from '#audit/entries.ts';
import { type Ill, ill, judged, read } from './healthy.ts';
import { illnesses } from './illnesses.ts';

/** Checks whose failure is one state, there or not: nothing can join it, so nothing is listed; and why. */
const without: Readonly<Record<string, string>> = {
  'aws.source-dest-check': 'it is on; an interface that is not there fails aws.eip-attached',
  'aws.ebs-encrypted': 'of each volume: it is encrypted or is not',
  'aws.termination-protection': 'it is off; an instance that is not there fails aws.instance-health',
  'logs.agent-installed': 'its package is there or is not',
  'logs.group-exists': 'it is there or is not',
  'logs.beacon': 'a report is fresh or is not: how old it is grows by itself',
};

const failures = (change: Parameters<typeof ill>[0], id: string) =>
  judged(ill(change)).results.filter(({ check, status }) => check === id && status === 'fail');

const entriesIn = (change: Parameters<typeof ill>[0], id: string): readonly string[] =>
  failures(change, id).flatMap(({ actual }) => entriesOf(actual));

describe.each(Object.entries(illnesses))('%s', (id, cases) => {
  it(without[id] === undefined ? 'lists what is wrong' : `lists nothing: ${without[id]}`, () => {
    const bare = Object.entries(cases).filter(([, change]) =>
      failures(change, id).some(({ actual }) => entriesOf(actual).length === 0),
    );
    expect(bare.length > 0).toBe(without[id] !== undefined);
  });
});

it('a disk that fills further is the same failure, and another disk joins it', () => {
  const full = (disks: Readonly<Record<string, number>>) =>
    failures(({ east }) => void Object.assign(read(east.host.disk), disks), 'os.disk-space').flatMap(({ actual }) =>
      entriesOf(actual),
    );
  expect(full({ '/var/log': 97 })).toEqual(['/var/log']);
  expect(full({ '/var/log': 99 })).toEqual(['/var/log']);
  expect(full({ '/': 95, '/var/log': 99 })).toEqual(['/', '/var/log']);
});

describe('a failure that gets worse lists more', () => {
  const stranger = (name: string) => (one: Ill) => {
    const connections = read(one.east.host.connections);
    const [first] = connections;
    if (first !== undefined) connections.push({ ...first, name });
  };
  const policy = (text: string) => (one: Ill) => {
    const role = read(one.facts.role);
    if (role !== null) role.policy = text;
  };
  const profile = (arn: string) => (one: Ill) => {
    for (const each of read(one.region.settings)) each.profile = arn;
  };
  const noTable = (one: Ill) => {
    one.east.host.firewall = { ok: true, value: null, at: '' };
  };
  const chain = (name: string, keep: (rule: string) => boolean) => (one: Ill) => {
    const table = read(one.east.host.firewall);
    if (table !== null) table.chains[name] = (table.chains[name] ?? []).filter(keep);
  };
  const remote = (one: Ill, ...selectors: readonly string[]) => {
    for (const each of read(one.west.host.connections)) each.remoteTs = [...selectors];
    one.west.host.sas = { ok: true, value: [], at: '' };
  };
  const loss = (host: Ill['east']) => {
    for (const probe of read(host.host.probes)) probe.lossPct = 100;
  };
  const shut =
    (...cidrs: readonly string[]) =>
    (one: Ill) => {
      one.facts.spec.securityGroups.peerRules = 'article';
      const { value } = one.region.exposed as { value: { source: string; protocol: string }[] };
      one.region.exposed = {
        ...one.region.exposed,
        value: value.filter((rule) => !(['-1', 'all'].includes(rule.protocol) && cidrs.includes(rule.source))),
      } as typeof one.region.exposed;
    };
  const role = { id: 'aws.instance-role' };

  it.each<{ readonly id: string; readonly before: (one: Ill) => void; readonly worse: (one: Ill) => void }>([
    { id: 'ipsec.unexpected-connection', before: stranger('a'), worse: stranger('b') },
    { ...role, before: policy('{}'), worse: policy('{"Statement":[]}') },
    {
      ...role,
      before: profile('arn:aws:iam::1:instance-profile/x'),
      worse: profile('arn:aws:iam::1:instance-profile/y'),
    },
    { ...role, before: policy('{}'), worse: ({ facts }) => void read(facts.role)?.attached.push('arn:admin') },
    {
      id: 'net.mss-clamp',
      before: chain('clamp_forward', (rule) => !/^ip saddr/.test(rule)),
      worse: chain('clamp_forward', () => false),
    },
    { id: 'net.fail-closed', before: chain('forward', () => false), worse: noTable },
    {
      id: 'mesh.selectors-match',
      before: (one) => remote(one, '10.99.0.0/16'),
      worse: (one) => remote(one, '10.99.0.0/16', '10.98.0.0/16'),
    },
    { id: 'mesh.traffic', before: ({ east }) => loss(east), worse: ({ west }) => loss(west) },
    {
      id: 'mesh.tunnels-up',
      before: ({ east }) => {
        for (const sa of read(east.host.sas)) sa.children = [];
      },
      worse: ({ west }) => {
        west.host.sas = { ok: true, value: [], at: '' };
      },
    },
    {
      id: 'logs.files-collected',
      before: ({ east }) => void read(east.host.shipped).shift(),
      worse: ({ east }) => void read(east.host.shipped).shift(),
    },
    {
      id: 'aws.eip-attached',
      before: ({ east }) => void delete read(east.standing).address?.interfaceId,
      worse: ({ east }) => void delete read(east.standing).address,
    },
    {
      id: 'aws.instance-health',
      before: ({ region }) => {
        for (const one of read(region.health)) one.system = 'impaired';
      },
      worse: ({ east }) => void delete read(east.standing).instance,
    },
  ])('$id', ({ id, before, worse }) => {
    const both = (one: Ill): void => {
      before(one);
      worse(one);
    };
    const given = entriesIn(before, id);
    expect(given.length).toBeGreaterThan(0);
    expect(beyond(entriesIn(both, id), given)).not.toEqual([]);
  });

  it.each([
    ['net.fail-closed', '/etc/nftables.d/vpnmesh.nft'],
    ['net.probe', '/etc/vpnmesh/probe'],
    ['ssh.expiry', '/usr/local/lib/vpnmesh/ssh-expiry'],
    ['ipsec.recovery', '/usr/local/lib/vpnmesh/watchdog'],
    ['ipsec.config-drift', '/etc/swanctl/conf.d/vpnmesh.conf'],
  ])('%s, by what %s has become', (id, path) => {
    const changed = (character: string): readonly string[] =>
      entriesIn(({ east }) => {
        const file = read(east.host.files)[path];
        if (file) file.sha256 = character.repeat(64);
      }, id);
    expect(changed('e')).toHaveLength(1);
    expect(beyond(changed('f'), changed('e'))).toEqual([expect.stringContaining('sha256 ffffffffffff')]);
  });

  it('aws.forwarding-ingress, by each network that is shut out', () => {
    const [own = '', far = ''] = ['vpcCidrs', 'remoteCidrs'].map((of) => {
      let found: readonly string[] = [];
      ill(({ east }) => {
        found = read(east.desired)[of as 'vpcCidrs'];
      });
      return found[0];
    });
    const east = (change: (one: Ill) => void): readonly string[] =>
      failures(change, 'aws.forwarding-ingress')
        .filter(({ resource }) => resource.concentrator === 'us-east-1' || resource.id === 'us-east-1')
        .flatMap(({ actual }) => entriesOf(actual));
    expect(beyond(east(shut(far, own)), east(shut(far)))).toEqual([`wrong: no rule allows all traffic from ${own}`]);
  });
});

it('what does well is no part of a failure', () => {
  const half = entriesIn(({ east }) => {
    for (const probe of read(east.host.probes)) probe.lossPct = 100;
  }, 'mesh.traffic');
  expect(half).toEqual([expect.stringMatching(/^way us-east-1 to \S+, why no answer, target [\d.]+$/)]);
});

it('a tunnel that is tried again stays the same failure', () => {
  const tried = (state: string) =>
    entriesIn(({ east }) => {
      for (const sa of read(east.host.sas)) Object.assign(sa, { state, children: [] });
    }, 'mesh.tunnels-up');
  expect(tried('CONNECTING')).toEqual(['wrong: us-east-1: no CHILD SA', 'wrong: us-east-1: no established IKE SA']);
  expect(tried('DELETING')).toEqual(tried('CONNECTING'));
});

import { describe, expect, it } from 'vitest';
import { SpecError } from '#mesh/errors.ts';
import { parseSpec } from '#mesh/spec/spec.ts';

const good = `mesh: corp
members:
  - region: us-east-1
    vpc: vpc-0a1b2c3d
  - region: us-east-2
    vpc: main
`;

function problems(text: string): readonly string[] {
  try {
    parseSpec(text, 'vpnmesh.yaml');
  } catch (error) {
    if (error instanceof SpecError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('a spec', () => {
  it('needs only the mesh and its members; the rest has defaults', () => {
    const { spec } = parseSpec(good, 'vpnmesh.yaml');
    expect(spec).toMatchObject({
      concentrator: { instanceType: 't3.small', image: 'debian-12' },
      ipsec: { config: 'swanctl', keys: 'rsa-4096', proposals: 'auto' },
      securityGroups: { peerRules: 'lean', services: 'icmp' },
      ssh: { closeAfterSetup: true, openOnDemand: false, fromMesh: false },
      time: { servers: ['169.254.169.123'] },
      logs: { retentionDays: 90, agentUrl: 'aws' },
    });
    expect(spec.members[0]).toMatchObject({ placement: 'region', routeTables: 'all' });
  });

  it.each([
    ['cn-north-1', 'AWS China (partition aws-cn)'],
    ['us-gov-west-1', 'AWS GovCloud (partition aws-us-gov)'],
    ['us-iso-east-1', 'an isolated AWS'],
    ['us-isob-east-1', 'an isolated AWS'],
    ['eu-isoe-west-1', 'an isolated AWS'],
    ['eusc-de-east-1', 'the AWS European Sovereign Cloud (partition aws-eusc)'],
  ])('is refused with a member in %s, by the name of its partition', (region, partition) => {
    expect(problems(good.replace('us-east-2', region))).toEqual([
      expect.stringContaining(`vpnmesh.yaml:5:13: ${region} is a region of ${partition}`),
    ]);
  });

  it.each(['us-east-1', 'eu-south-2', 'ap-southeast-7', 'mx-central-1', 'il-central-1', 'ca-west-1'])(
    'may have a member in %s',
    (region) => {
      expect(problems(good.replace('us-east-2', region).replace('us-east-1', 'me-south-1'))).toEqual([]);
    },
  );

  it('is never told to name an image of its own: none is supported yet', () => {
    expect(problems(`${good}concentrator: {image: windows}\n`).join()).not.toMatch(/ami-/);
    expect(problems(`${good}concentrator: {image: ami-0a1b2c3d}\n`).join()).toContain(
      'ami-0a1b2c3d is not yet supported',
    );
  });

  it('may have tags of its own, and what an organisation wants of the role', () => {
    const text = `${good}tags: {team: network, cost centre: "42"}\niam: {rolePath: /network/, permissionsBoundary: "arn:aws:iam::123456789012:policy/b"}\n`;
    expect(parseSpec(text, 'vpnmesh.yaml').spec).toMatchObject({
      tags: { team: 'network', 'cost centre': '42' },
      iam: { rolePath: '/network/', permissionsBoundary: 'arn:aws:iam::123456789012:policy/b' },
    });
    expect(parseSpec(good, 'vpnmesh.yaml').spec).toMatchObject({ tags: {}, iam: { rolePath: '/' } });
  });

  const many = Array.from({ length: 26 }, (_, index) => `k${index}: v`).join(', ');
  it.each([
    ['{"aws:x": y}', 'begins with aws:, which AWS reserves'],
    ['{"AWS:x": y}', 'begins with aws'],
    ['{"vpnmesh:mesh": y}', 'vpnmesh:mesh is reserved by vpnmesh'],
    ['{"VPNmesh:role": y}', 'VPNmesh:role is reserved by vpnmesh'],
    ['{Name: y}', 'Name is reserved by vpnmesh'],
    ['{"": y}', "a tag's key has 0 characters"],
    [`{${'k'.repeat(129)}: y}`, "a tag's key has 129 characters"],
    [`{k: ${'v'.repeat(257)}}`, 'the value of k has 257 characters'],
    ['{"a*b": y}', 'has characters that AWS does not allow in keys'],
    ['{k: "a<b"}', 'the value of k has characters that AWS does not allow'],
    ['{team: a, Team: b}', 'two keys differ from Team only in case'],
    [`{${many}}`, '26 tags are too many: use at most 25'],
    ['{k: 42}', 'tags.k: 42 has the wrong type: write a string'],
  ])('is refused with the tags %s', (tags, why) => {
    expect(problems(`${good}tags: ${tags}\n`).join()).toContain(why);
  });

  it.each([
    ['{rolePath: network}', 'is not an IAM path: write one that starts and ends with /'],
    ['{rolePath: /network}', 'is not an IAM path'],
    ['{permissionsBoundary: boundary}', 'is not the ARN of a policy'],
    ['{permissionsBoundary: "arn:aws:iam::123456789012:role/x"}', 'is not the ARN of a policy'],
  ])('is refused with the role %s', (iam, why) => {
    expect(problems(`${good}iam: ${iam}\n`).join()).toContain(why);
  });

  const waived = (change: Readonly<Record<string, string | undefined>>): string => {
    const whole = { check: 'aws.tags', resource: 'us-east-1', reason: 'sold', owner: 'ana', expires: '2027-01-31' };
    const lines = Object.entries({ ...whole, ...change }).flatMap(([key, value]) => value && `    ${key}: ${value}`);
    return `${good}waivers:\n  -\n${lines.filter(Boolean).join('\n')}\n`;
  };

  it('may waive checks, with a reason, an owner and an end', () => {
    expect(problems(waived({}))).toEqual([]);
    expect(parseSpec(waived({}), 'vpnmesh.yaml').spec.waivers).toMatchObject([{ expires: '2027-01-31', owner: 'ana' }]);
  });

  it('may have two waivers of one failure that cover different parts of it', () => {
    const one = (more: string): string =>
      `  - {check: aws.ssh-closed, resource: us-east-1, reason: r, owner: ana, expires: 2027-01-31${more}}\n`;
    const text = (...all: readonly string[]): string =>
      `mesh: corp\nmembers:\n  - {region: us-east-1, vpc: a}\n  - {region: us-east-2, vpc: b}\nwaivers:\n${all.map(one).join('')}`;
    expect(parseSpec(text(', covers: [a]', ', covers: [b]'), 'vpnmesh.yaml').spec.waivers).toHaveLength(2);
    for (const second of [', covers: [a]', ''])
      expect(() => parseSpec(text(', covers: [a]', second), 'vpnmesh.yaml')).toThrow('a second waiver of');
  });

  it.each(['check', 'resource', 'reason', 'owner', 'expires'])('is refused with a waiver that has no %s', (key) => {
    const [first, ...others] = problems(waived({ [key]: undefined }));
    expect(first).toContain(`vpnmesh.yaml:9:5: waivers.0.${key} is missing: add it`);
    expect(others).toEqual([]);
  });

  /** What is wrong, the text, and where and what the one complaint is. */
  const bad: readonly (readonly [string, string, string])[] = [
    ['broken YAML', 'mesh: [corp\n', 'vpnmesh.yaml:2:1: not readable as YAML'],
    ['no mesh name', good.replace('mesh: corp', 'ssh: {}'), 'vpnmesh.yaml:1:1: mesh is missing'],
    [
      'a mesh name with capitals',
      good.replace('corp', 'Corp'),
      'vpnmesh.yaml:1:7: mesh: "Corp" is not a valid name: use',
    ],
    ['an unknown key', `${good}firewall: on\n`, 'vpnmesh.yaml:7:1: unknown key "firewall" in the spec: remove it'],
    [
      'an unknown key of a member',
      good.replace('    vpc: main', '    vpc: main\n    zone: a'),
      'vpnmesh.yaml:7:5: unknown key "zone" in members.1: remove it',
    ],
    [
      'a region that is none',
      good.replace('us-east-2', 'ohio'),
      'vpnmesh.yaml:5:13: members.1.region: "ohio" is not an AWS region: write one such as',
    ],
    [
      'a CIDR with host bits',
      good.replace('main', 'main\n    advertise: [10.1.2.3/16]'),
      'vpnmesh.yaml:7:17: members.1.advertise.0: "10.1.2.3/16" is not a valid IPv4 network: write',
    ],
    [
      'members that overlap',
      good
        .replace('vpc-0a1b2c3d', 'a\n    advertise: [10.0.0.0/8]')
        .replace('main', 'main\n    advertise: [10.2.0.0/16]'),
      'vpnmesh.yaml:8:17: 10.2.0.0/16 of us-east-2 overlaps 10.0.0.0/8 of another member: advertise',
    ],
    [
      'two members of one name',
      good.replace('us-east-2', 'us-east-1'),
      'vpnmesh.yaml:5:13: a second member is named "us-east-1": give each',
    ],
    [
      'a VPC named twice',
      good.replace('us-east-2', 'us-east-1\n    name: two').replace('main', 'vpc-0a1b2c3d'),
      'vpnmesh.yaml:7:10: vpc-0a1b2c3d in us-east-1 is already a member: name each',
    ],
    [
      'one member only',
      good.slice(0, good.indexOf('  - region: us-east-2')),
      'vpnmesh.yaml:3:3: members: a mesh needs at least two members: add',
    ],
    [
      'an image that is none',
      `${good}concentrator: {image: windows}\n`,
      'vpnmesh.yaml:7:23: concentrator.image: "windows" is not a known image: use one of',
    ],
    [
      'a retention AWS does not have',
      `${good}logs: {retentionDays: 91}\n`,
      'vpnmesh.yaml:7:23: logs.retentionDays: 91 is not an allowed value: use one of 1, 3, 5',
    ],
    [
      'an image of a later version',
      `${good}concentrator: {image: rocky-9}\n`,
      'vpnmesh.yaml:7:23: concentrator.image: rocky-9 is not yet supported: use debian-12',
    ],
    [
      'a concentrator per zone',
      good.replace('main', 'main\n    placement: az'),
      'vpnmesh.yaml:7:16: members.1.placement: az is not yet supported: use region',
    ],
    [
      'ipsec.conf',
      `${good}ipsec: {config: ipsec.conf}\n`,
      'vpnmesh.yaml:7:17: ipsec.config: ipsec.conf is not yet supported: use swanctl',
    ],
    [
      'Ed25519 keys',
      `${good}ipsec: {keys: ed25519}\n`,
      'vpnmesh.yaml:7:15: ipsec.keys: ed25519 is not yet supported: use rsa-4096',
    ],
    [
      "the article's rules",
      `${good}securityGroups: {peerRules: article}\n`,
      'vpnmesh.yaml:7:29: securityGroups.peerRules: article is not yet supported: use lean',
    ],
    [
      'a package manager that Debian does not have',
      `${good}logs: {agentUrl: dnf}\n`,
      'vpnmesh.yaml:7:18: logs.agentUrl: dnf is not yet supported: use aws, apt or the https URL of a package',
    ],
    [
      'a waiver without a date',
      waived({ expires: 'never' }),
      'vpnmesh.yaml:13:14: waivers.0.expires: not a date: write one such as 2027-01-31',
    ],
    [
      'a waiver of a whole family',
      waived({ check: 'aws' }),
      'vpnmesh.yaml:9:12: waivers.0.check: "aws" is not a check: write an id such as',
    ],
    [
      'a waiver that nobody gives a reason for',
      waived({ reason: "''" }),
      'vpnmesh.yaml:11:13: waivers.0.reason: is empty: write a value, or remove the key',
    ],
    [
      'two waivers of the same',
      `${good}waivers:\n${'  - {check: aws.tags, resource: a, reason: b, owner: c, expires: 2027-01-31}\n'.repeat(2)}`,
      'vpnmesh.yaml:9:5: a second waiver of aws.tags for a: keep one of them, with the right date',
    ],
  ];
  it.each(bad)('with %s is refused with its place and its hint', (_, text, complaint) => {
    const found = problems(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(complaint);
    expect(found[0]?.split(': ').length).toBeGreaterThanOrEqual(3);
  });

  it('says everything that is wrong at once', () => {
    expect(problems(good.replace('corp', 'Corp').replace('us-east-2', 'ohio'))).toHaveLength(2);
  });
});

describe('a key by its earlier name', () => {
  const spec = (ssh: string): string =>
    `mesh: corp\nmembers:\n  - {region: us-east-1, vpc: vpc-0a1b2c3d}\n  - {region: us-west-2, vpc: vpc-0a1b2c3e}\nssh:\n  ${ssh}\n`;

  it('works, with one warning at its place that says the name of today', () => {
    const { spec: meant, warnings } = parseSpec(spec('temporary: true'), 'vpnmesh.yaml');
    expect(meant.ssh.openOnDemand).toBe(true);
    expect(warnings).toEqual([
      {
        position: { file: 'vpnmesh.yaml', line: 6, column: 3 },
        message: 'ssh.temporary is called ssh.openOnDemand now',
        hint: 'rename the key; the old name still works',
      },
    ]);
  });

  it('is refused beside the name of today, and where it is wrong', () => {
    expect(() => parseSpec(spec('temporary: true\n  openOnDemand: false'), 'vpnmesh.yaml')).toThrow(
      /unknown key "temporary" in ssh/,
    );
    expect(() => parseSpec(spec('temporary: perhaps'), 'vpnmesh.yaml')).toThrow(/vpnmesh.yaml:6/);
  });

  it('is not warned of where nobody wrote it', () => {
    expect(parseSpec(spec('from: []'), 'vpnmesh.yaml').warnings).toEqual([]);
    expect(() => parseSpec('- a list', 'vpnmesh.yaml')).toThrow();
  });
});

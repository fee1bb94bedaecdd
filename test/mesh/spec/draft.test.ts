/** What the wizard's answers become: a spec, in a file that may have said other things before. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clash, zonesOf } from '#mesh/observed/survey.ts';
import { type Draft, draftOf, emptyDraft, sshNetworks, withMember } from '#mesh/spec/draft.ts';
import { draftText } from '#mesh/spec/draft-text.ts';
import { parseSpec } from '#mesh/spec/spec.ts';
import { type Waiver, waiverText } from '#mesh/spec/waiver-text.ts';

const two: Draft = [
  { region: 'us-east-1', vpc: 'vpc-0a1b2c3d' },
  { region: 'eu-west-1', vpc: 'vpc-1a1b2c3d' },
].reduce<Draft>(withMember, { ...emptyDraft, sshFrom: '203.0.113.7' });
const read = (text: string): Draft => draftOf(parseSpec(text, 'vpnmesh.yaml').spec);

describe('a draft', () => {
  it('becomes a spec that says no more than was answered', () => {
    expect(draftText(two, undefined).replace(/^#.*\n\n/, '')).toBe(
      [
        'mesh: corp',
        'members:',
        '  - region: us-east-1',
        '    vpc: vpc-0a1b2c3d',
        '  - region: eu-west-1',
        '    vpc: vpc-1a1b2c3d',
        'ssh:',
        '  from:',
        '    - 203.0.113.7/32',
        '',
      ].join('\n'),
    );
  });

  it('is read back as it was written, whatever was answered', () => {
    const answers = fc.record({
      mesh: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/),
      instanceType: fc.constantFrom('t3.small', 't4g.small', 'c7g.large'),
      services: fc.constantFrom('icmp' as const, 'all' as const, 'none' as const),
      identity: fc.constantFrom('', '~/.ssh/id_rsa', '/a path/with: colons'),
      logGroup: fc.constantFrom('', '/corp/mesh'),
      retentionDays: fc.constantFrom(7, 90, 365),
      subnet: fc.constantFrom('', 'subnet-0a1b2c3d'),
    });
    fc.assert(
      fc.property(answers, ({ subnet, ...rest }) => {
        const [first, ...others] = two.members;
        const draft: Draft = { ...two, ...rest, members: first === undefined ? [] : [{ ...first, subnet }, ...others] };
        const base = draftText(two, undefined);
        expect(read(draftText(draft, undefined))).toEqual({ ...draft, sshFrom: '203.0.113.7/32' });
        expect(read(draftText(draft, base))).toEqual({ ...draft, sshFrom: '203.0.113.7/32' });
      }),
    );
  });

  const file = [
    '# of the network team',
    'mesh: corp',
    'members:',
    '  - {region: us-east-1, vpc: vpc-0a1b2c3d, advertise: [10.1.0.0/16]}  # the old one',
    '  - region: eu-west-1',
    '    vpc: main',
    'time: {servers: [192.0.2.1]}',
    'logs: {agentUrl: apt}',
    '',
  ].join('\n');

  it('changes of a file what was changed, and keeps the rest with its comments', () => {
    const draft = read(file);
    expect(draftText(draft, file)).toBe(file);
    const text = draftText(
      { ...withMember(draft, { region: 'us-east-1', vpc: 'vpc-2a1b2c3d' }), retentionDays: 30 },
      file,
    );
    expect(text).toContain('# of the network team');
    expect(text).toContain('advertise: [10.1.0.0/16]');
    expect(text).toContain('# the old one');
    expect(text).toContain('servers: [192.0.2.1]');
    expect(parseSpec(text, 'f').spec).toMatchObject({
      members: [{ vpc: 'vpc-0a1b2c3d' }, { vpc: 'main' }, { vpc: 'vpc-2a1b2c3d', name: 'us-east-1-2' }],
      logs: { agentUrl: 'apt', retentionDays: 30 },
    });
  });

  it('takes a member out of the file', () => {
    const draft = read(file);
    const text = draftText({ ...draft, members: [...draft.members.slice(1), ...two.members.slice(0, 1)] }, file);
    expect(parseSpec(text, 'f').spec.members.map(({ vpc }) => vpc)).toEqual(['main', 'vpc-0a1b2c3d']);
  });

  it('understands networks as they are typed', () => {
    expect(sshNetworks({ sshFrom: ' 203.0.113.7,198.51.100.0/24  192.0.2.1 ' })).toEqual([
      '203.0.113.7/32',
      '198.51.100.0/24',
      '192.0.2.1/32',
    ]);
  });
});

describe('a waiver', () => {
  const waiver = {
    check: 'aws.ebs-encrypted',
    resource: 'vol-1',
    reason: 'trial: 1',
    owner: 'ana',
    expires: '2999-01-31',
  };
  const base = draftText(two, undefined);

  const now = new Date('2026-11-28T12:00:00Z');
  const written = (...all: readonly Waiver[]) => {
    const text = all.reduce((spec, one) => waiverText(spec, one, now), base);
    return parseSpec(text, 'f').spec.waivers;
  };

  it('is written behind those that are there, and renews one that leaves nothing to it', () => {
    expect(written(waiver, { ...waiver, resource: 'vol-2' }, { ...waiver, reason: 'longer' })).toEqual([
      { ...waiver, reason: 'longer' },
      { ...waiver, resource: 'vol-2' },
    ]);
  });

  const office = { ...waiver, severity: 'medium' as const, covers: ['tcp 22 from the office'] };
  const more = {
    ...office,
    reason: 'the depot',
    expires: '2027-03-01',
    covers: [...office.covers, 'tcp 22 from the depot'],
  };

  it('is for what joined, and leaves the reason and the end of an older one as they are', () => {
    expect(written(office, more)).toEqual([office, { ...more, covers: ['tcp 22 from the depot'] }]);
  });

  it('takes the place of one that has run out, which covers nothing any more', () => {
    const over = { ...office, expires: '2026-11-27' };
    expect(written({ ...office, resource: 'vol-2' }, over, more)).toEqual([{ ...office, resource: 'vol-2' }, more]);
    // On its last day it holds.
    expect(written({ ...office, expires: '2026-11-28' }, more)).toHaveLength(2);
  });

  it('covers all of it where the older one was given for less', () => {
    const worse = { ...more, severity: 'high' as const };
    expect(written(office, worse)).toEqual([office, worse]);
  });

  it('goes behind those that together cover a part', () => {
    const all = { ...more, covers: [...more.covers, 'tcp 22 from the world'] };
    expect(written(office, more, all).map(({ covers }) => covers)).toEqual([
      ['tcp 22 from the office'],
      ['tcp 22 from the depot'],
      ['tcp 22 from the world'],
    ]);
  });
});

describe('VPCs', () => {
  it('clash where any two of their networks share an address', () => {
    expect(clash({ cidrs: ['10.1.0.0/16'] }, { cidrs: ['10.2.0.0/16', '10.1.128.0/17'] })).toEqual([
      '10.1.0.0/16',
      '10.1.128.0/17',
    ]);
    expect(clash({ cidrs: ['10.1.0.0/16'] }, { cidrs: ['10.2.0.0/16'] })).toBeUndefined();
  });

  it('have a zone once', () => {
    const subnet = (zone: string) => ({ id: '', zone, cidr: '', isPublic: true });
    expect(zonesOf({ subnets: [subnet('b'), subnet('a'), subnet('b')] })).toEqual(['a', 'b']);
  });
});

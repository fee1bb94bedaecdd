/** Where a concentrator is put, by what its region's zones offer, and what becomes of an interface in the wrong place. */
import { describe, expect, it } from 'vitest';
import { SpecError } from '#mesh/errors.ts';
import type { MeshObservation, ObservedSubnet, RegionObservation } from '#mesh/observed/observation.ts';
import { planApply } from '#mesh/plan/plan.ts';
import { resolveMesh } from '#mesh/resolve.ts';
import { type ParsedSpec, parseSpec } from '#mesh/spec/spec.ts';
import { builtAws, emptyAws, specOf } from '../support/observations.ts';

const both = ['us-east-1', 'us-east-2'] as const;
const zones = ['a', 'b', 'c'].map((letter) => ({ name: `us-east-1${letter}`, type: 'availability-zone' }));

/** us-east-1 with public subnets a, b and c, and what is said of it besides. */
function aws(changes: Partial<RegionObservation> = {}, of: MeshObservation = emptyAws(both)): MeshObservation {
  return {
    ...of,
    regions: of.regions.map((region, n) => {
      if (n > 0) return region;
      const vpcId = region.vpcs[0]?.id ?? '';
      const subnets = ['a', 'b', 'c'].map(
        (letter, at): ObservedSubnet => ({
          id: `subnet-0000000${letter}`,
          vpcId,
          zone: `us-east-1${letter}`,
          cidr: `10.2.${at}.0/28`,
          freeAddresses: 11,
        }),
      );
      return { ...region, subnets, zones, offeredIn: { 't3.small': zones.map(({ name }) => name) }, ...changes };
    }),
  };
}

const listing = (subnets: string): ParsedSpec =>
  parseSpec(
    `mesh: corp\nmembers:\n  - {region: us-east-1, vpc: main, subnets: [${subnets}]}\n  - {region: us-east-2, vpc: main}\nssh: {from: [192.0.2.7/32]}\n`,
    'vpnmesh.yaml',
  );
const place = (observation: MeshObservation, spec = specOf(both)): string =>
  resolveMesh(spec, observation).concentrators[0]?.subnetId ?? '';
const plan = (observation: MeshObservation, spec = specOf(both)) =>
  planApply(resolveMesh(spec, observation), observation, { now: new Date(), visitAll: false, digest: () => 'd' });

describe('a concentrator that is to be built', () => {
  it('goes into the first zone, where all can have it', () => {
    expect(place(aws())).toBe('subnet-0000000a');
  });

  it('passes over a zone that does not offer its instance type', () => {
    expect(place(aws({ offeredIn: { 't3.small': ['us-east-1b', 'us-east-1c'] } }))).toBe('subnet-0000000b');
  });

  it('passes over a Local Zone, whatever is offered there', () => {
    const local = zones.map((zone, n) => (n === 0 ? { ...zone, type: 'local-zone' } : zone));
    expect(place(aws({ zones: local }))).toBe('subnet-0000000b');
  });

  it('knows a Local Zone by its name where zones may not be read', () => {
    const { zones: _, ...region } = aws().regions[0] as RegionObservation;
    const local = region.subnets.map((one, n) => (n === 0 ? { ...one, zone: 'us-east-1-bos-1a' } : one));
    expect(place({ ...aws(), regions: [{ ...region, subnets: local }, ...aws().regions.slice(1)] })).toBe(
      'subnet-0000000b',
    );
  });

  it('passes over a subnet without a free address', () => {
    const seen = aws();
    const full = (seen.regions[0]?.subnets ?? []).map((one, n) => (n < 2 ? { ...one, freeAddresses: 0 } : one));
    expect(place(aws({ subnets: full }))).toBe('subnet-0000000c');
  });

  it('goes by zone and id where nothing of this could be read, and the plan says so', () => {
    const { zones: _, offeredIn: __, ...region } = aws().regions[0] as RegionObservation;
    const unread = [{ about: 'zones', action: 'ec2:DescribeInstanceTypeOfferings', why: 'denied' }] as const;
    const seen = { ...aws(), regions: [{ ...region, unread }, ...aws().regions.slice(1)] };
    expect(place(seen)).toBe('subnet-0000000a');
    expect(plan(seen).notes).toContainEqual(
      expect.stringMatching(/^us-east-1: could not read which zones .*ec2:DescribeInstanceTypeOfferings: denied/),
    );
  });

  it('a type that no zone offers is left to what asks for its image', () => {
    expect(place(aws({ offeredIn: { 't3.small': [] } }))).toBe('subnet-0000000a');
  });

  it('where no listed subnet can have it, the spec is at fault, and each subnet says why', () => {
    const seen = aws({ offeredIn: { 't3.small': ['us-east-1c'] } });
    expect(() => place(seen, listing('subnet-0000000a, subnet-0000000b'))).toThrow(SpecError);
    expect(() => place(seen, listing('subnet-0000000a, subnet-0000000b'))).toThrow(
      /subnet-0000000a: us-east-1a does not offer t3.small \(us-east-1c do\), subnet-0000000b: us-east-1b does not offer/,
    );
  });
});

/** The mesh as it stands in subnet-0000000a, its instance left out where it never came up. */
function stands(withInstance: boolean, changes: Partial<RegionObservation> = {}): MeshObservation {
  const built = builtAws(resolveMesh(specOf(both), aws()), 'd', both);
  const [first, ...rest] = built.regions as readonly [RegionObservation, ...RegionObservation[]];
  const interfaces = first.interfaces.map(({ instanceId, ...one }) =>
    withInstance ? { ...one, instanceId: instanceId ?? '' } : one,
  );
  const instances = withInstance ? first.instances : [];
  return aws(changes, { ...built, regions: [{ ...first, interfaces, instances }, ...rest] });
}

describe('an interface that stands', () => {
  const replaced = (observation: MeshObservation, spec?: ParsedSpec) =>
    plan(observation, spec)
      .steps.filter(({ kind }) => kind === 'interface.create' || kind === 'interface.delete')
      .map(({ kind, describe: text }) => [kind, text]);

  it('keeps its place with its instance, whatever the spec lists since and the zone offers', () => {
    const seen = stands(true, { offeredIn: { 't3.small': ['us-east-1c'] } });
    expect(replaced(seen, listing('subnet-0000000b'))).toEqual([]);
  });

  it('keeps its place without one while the spec and the zone allow it, in a full subnet too', () => {
    expect(replaced(stands(false))).toEqual([]);
    const full = (aws().regions[0]?.subnets ?? []).map((one) => ({ ...one, freeAddresses: 0 }));
    expect(replaced(stands(false, { subnets: full }))).toEqual([]);
  });

  it('without one is replaced once the spec lists other subnets, and its address moves before it goes', () => {
    const seen = stands(false);
    const old = seen.regions[0]?.interfaces[0]?.id;
    const { steps } = plan(seen, listing('subnet-0000000b'));
    expect(replaced(seen, listing('subnet-0000000b'))).toEqual([
      ['interface.create', 'network interface in subnet-0000000b'],
      ['interface.delete', `network interface ${old}`],
    ]);
    const away = steps.find(({ kind }) => kind === 'interface.delete');
    expect(away).toMatchObject({ change: 'delete', risk: 'disruptive' });
    expect(away?.dependsOn).toContain('us-east-1/associate');
    expect(steps.map(({ kind }) => kind)).not.toContain('address.release');
    const led = steps.filter(({ kind, region }) => kind === 'route.replace' && region === 'us-east-1');
    expect(led.length).toBeGreaterThan(0);
    expect(away?.dependsOn).toEqual(expect.arrayContaining(led.map(({ id }) => id)));
  });

  it('without one is replaced where its zone does not offer the type', () => {
    const seen = stands(false, { offeredIn: { 't3.small': ['us-east-1c'] } });
    expect(replaced(seen).map(([kind]) => kind)).toEqual(['interface.create', 'interface.delete']);
    expect(place(seen)).toBe('subnet-0000000c');
  });

  it('of somebody else is not touched', () => {
    const seen = stands(false);
    const foreign = seen.regions.map((region) => ({
      ...region,
      interfaces: region.interfaces.map((one) => ({ ...one, tags: {} })),
      routeTables: region.routeTables.map((table) => ({
        ...table,
        routes: table.routes.filter(({ target }) => target.kind !== 'interface'),
      })),
    }));
    expect(replaced({ ...seen, regions: foreign }, listing('subnet-0000000b')).map(([kind]) => kind)).not.toContain(
      'interface.delete',
    );
  });
});

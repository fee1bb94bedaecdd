/** Landscapes of networks: subnets, zones, CIDRs, VPCs. */
import { newId } from '#sandbox/api/store/ids.ts';
import { named } from '#sandbox/seed-builder.ts';
import { addRoutes, addSubnet, addVpc, type Landscape, type Place, settle, tableNamed, unnamed } from './landscape.ts';

const ipv6Subnets: Landscape = {
  about: 'subnets for IPv6 alone beside those of IPv4, as for containers',
  furnish: (place) => {
    const { region, vpcId, regionName, octet } = place;
    const vpc = region.vpcs.get(vpcId);
    if (vpc !== undefined)
      region.vpcs.put({ ...vpc, ipv6: { id: newId('vpc-cidr-assoc'), cidr: `2001:db8:${octet}::/56` } });
    for (const [index, letter] of ['a', 'b'].entries()) {
      const subnet = region.subnets.put({
        ...unnamed,
        id: newId('subnet'),
        tags: { Name: `ipv6-${letter}` },
        vpcId,
        cidr: `2001:db8:${octet}:${index + 1}::/64`,
        zone: `${regionName}${letter}`,
        mapPublicIp: false,
      });
      const table = tableNamed(place, `public-${letter}`);
      const associations = [...table.associations, { id: newId('rtbassoc'), subnetId: subnet.id }];
      region.routeTables.put({ ...table, associations });
      addRoutes(place, table, [
        {
          destination: '::/0',
          target: { kind: 'foreign', element: 'egressOnlyInternetGatewayId', id: newId('eigw') },
          origin: 'CreateRoute',
        },
      ]);
    }
  },
};

const secondary = async (place: Place, cidr: string, subnetCidr: string, name: string): Promise<void> => {
  await place.aws.make('AssociateVpcCidrBlock', { VpcId: place.vpcId, CidrBlock: cidr });
  const { id: tableId } = tableNamed(place, 'private-a');
  await addSubnet(place, { zone: `${place.regionName}a`, cidr: subnetCidr, name, tableId });
};

const secondaryCidrs: Landscape = {
  about: 'secondary CIDRs, one of them out of 100.64.0.0/10, that no two VPCs have in common',
  furnish: async (place) => {
    const { octet } = place;
    await secondary(place, `10.${60 + octet}.0.0/16`, `10.${60 + octet}.0.0/24`, 'more');
    await secondary(place, `100.${64 + octet}.0.0/16`, `100.${64 + octet}.0.0/18`, 'pods');
  },
};

const sameSecondaryCidr: Landscape = {
  about: 'the secondary CIDR 100.64.0.0/16 in every VPC, as clusters of containers have it',
  furnish: (place) => secondary(place, '100.64.0.0/16', '100.64.0.0/18', 'pods'),
};

const localZones: Landscape = {
  about: 'public subnets in a Local Zone, and subnets in a Wavelength Zone behind a carrier gateway',
  furnish: async (place) => {
    const { world, regionName, octet, region, vpcId } = place;
    const [local, wavelength] = [`${regionName}-bos-1a`, `${regionName}-wl1-bos-wlz-1`];
    world.settings = { ...world.settings, localZones: [...world.settings.localZones, local, wavelength] };
    const { id: tableId } = tableNamed(place, 'public-a');
    await addSubnet(place, { zone: local, cidr: `10.${octet}.30.0/24`, name: 'local', tableId });
    const edge = await place.aws.make(
      'CreateRouteTable',
      { VpcId: vpcId, ...named('route-table', 'wavelength') },
      'routeTable',
      'routeTableId',
    );
    await addSubnet(place, { zone: wavelength, cidr: `10.${octet}.31.0/24`, name: 'wavelength', tableId: edge });
    const table = region.routeTables.get(edge);
    if (table === undefined) return;
    addRoutes(place, table, [
      {
        destination: '0.0.0.0/0',
        target: { kind: 'foreign', element: 'carrierGatewayId', id: newId('cagw') },
        origin: 'CreateRoute',
      },
    ]);
  },
};

const defaultVpcs: Landscape = {
  about: 'the default VPC 172.31.0.0/16 in every region',
  everywhere: async (place) => {
    const id = await addVpc(place, '', '172.31.0.0/16', ['172.31.0.0/20', '172.31.16.0/20']);
    const { region } = place;
    const vpc = region.vpcs.get(id);
    if (vpc !== undefined) region.vpcs.put({ ...vpc, tags: {}, isDefault: true, enableDnsHostnames: true });
    for (const subnet of region.subnets.all()) {
      if (subnet.vpcId === id) region.subnets.put({ ...subnet, mapPublicIp: true, defaultForAz: true });
    }
  },
};

const fullSubnets: Landscape = {
  about: 'public subnets of a /28 each, of which the first has no free address',
  furnish: async (place) => {
    const { region, aws, regionName, octet, vpcId } = place;
    for (const [index, letter] of ['a', 'b'].entries()) {
      const { id: tableId } = tableNamed(place, `public-${letter}`);
      const old = region.subnets.all().find((one) => one.vpcId === vpcId && one.tags.Name === `public-${letter}`);
      await aws.make('DeleteSubnet', { SubnetId: old?.id ?? '' });
      const cidr = `10.${octet}.200.${index * 16}/28`;
      const wish = { zone: `${regionName}${letter}`, cidr, name: `public-${letter}`, tableId };
      const subnetId = await addSubnet(place, wish);
      for (let n = 0; letter === 'a' && n < 11; n += 1) {
        await aws.make('CreateNetworkInterface', { SubnetId: subnetId, Description: 'ELB app/shop' });
      }
    }
  },
};

const missingTypes: Landscape = {
  about: 'a first zone that does not offer t3.small',
  furnish: (place) => settle(place, 'missingTypes', { [`${place.regionName}a`]: ['t3.small', 't3.micro'] }),
};

export const networkLandscapes = {
  'ipv6-subnets': ipv6Subnets,
  'secondary-cidrs': secondaryCidrs,
  'same-secondary-cidr': sameSecondaryCidr,
  'local-zones': localZones,
  'default-vpcs': defaultVpcs,
  'full-subnets': fullSubnets,
  'missing-types': missingTypes,
} as const;

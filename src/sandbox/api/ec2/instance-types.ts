/** A few instance types: what the product offers by default and what somebody may try instead. */
import { type Actions, type QueryAction, reads } from '#sandbox/api/call.ts';
import { ApiError } from '#sandbox/api/wire/errors.ts';
import type { XmlObject } from '#sandbox/api/wire/xml.ts';
import { filtered, page } from './describe.ts';
import type { Architecture } from './image-catalogue.ts';
import { offeredIn, zoneId } from './zones.ts';

export interface InstanceType {
  readonly name: string;
  readonly architecture: Architecture;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly network: string;
  readonly interfaces: number;
  readonly addressesPerInterface: number;
}

const rows: readonly (readonly [string, Architecture, number, number, string, number, number])[] = [
  ['t3.micro', 'x86_64', 2, 1_024, 'Up to 5 Gigabit', 2, 2],
  ['t3.small', 'x86_64', 2, 2_048, 'Up to 5 Gigabit', 3, 4],
  ['t3.medium', 'x86_64', 2, 4_096, 'Up to 5 Gigabit', 3, 6],
  ['t3.large', 'x86_64', 2, 8_192, 'Up to 5 Gigabit', 3, 12],
  ['t4g.micro', 'arm64', 2, 1_024, 'Up to 5 Gigabit', 2, 2],
  ['t4g.small', 'arm64', 2, 2_048, 'Up to 5 Gigabit', 3, 4],
  ['t4g.medium', 'arm64', 2, 4_096, 'Up to 5 Gigabit', 3, 6],
  ['m6i.large', 'x86_64', 2, 8_192, 'Up to 12.5 Gigabit', 3, 10],
  ['m7g.large', 'arm64', 2, 8_192, 'Up to 12.5 Gigabit', 3, 10],
  ['c6i.large', 'x86_64', 2, 4_096, 'Up to 12.5 Gigabit', 3, 10],
  ['c6in.large', 'x86_64', 2, 4_096, 'Up to 25 Gigabit', 3, 10],
  ['c6i.8xlarge', 'x86_64', 32, 65_536, '12.5 Gigabit', 8, 30],
  ['c7g.large', 'arm64', 2, 4_096, 'Up to 12.5 Gigabit', 3, 10],
];

const types: readonly InstanceType[] = rows.map(
  ([name, architecture, vcpus, memoryMiB, network, interfaces, addressesPerInterface]) => ({
    name,
    architecture,
    vcpus,
    memoryMiB,
    network,
    interfaces,
    addressesPerInterface,
  }),
);

export const instanceType = (name: string): InstanceType | undefined => types.find((one) => one.name === name);

/** How a type's vCPUs come about: Graviton has one thread a core, the others two. */
export function cpuOptions(name: string): { readonly coreCount: number; readonly threadsPerCore: number } {
  const { vcpus = 2, architecture = 'x86_64' } = instanceType(name) ?? {};
  return architecture === 'arm64'
    ? { coreCount: vcpus, threadsPerCore: 1 }
    : { coreCount: Math.ceil(vcpus / 2), threadsPerCore: 2 };
}

const burstable = ({ name }: InstanceType): boolean => name.startsWith('t');

const render = (type: InstanceType): XmlObject => ({
  instanceType: type.name,
  currentGeneration: true,
  freeTierEligible: type.name === 't3.micro',
  supportedUsageClasses: ['on-demand', 'spot'],
  supportedRootDeviceTypes: ['ebs'],
  supportedVirtualizationTypes: ['hvm'],
  bareMetal: false,
  hypervisor: 'nitro',
  processorInfo: { supportedArchitectures: [type.architecture] },
  vCpuInfo: { defaultVCpus: type.vcpus, defaultCores: Math.ceil(type.vcpus / 2), defaultThreadsPerCore: 2 },
  memoryInfo: { sizeInMiB: type.memoryMiB },
  instanceStorageSupported: false,
  ebsInfo: { ebsOptimizedSupport: 'default', encryptionSupport: 'supported', nvmeSupport: 'required' },
  networkInfo: {
    networkPerformance: type.network,
    maximumNetworkInterfaces: type.interfaces,
    ipv4AddressesPerInterface: type.addressesPerInterface,
    ipv6Supported: true,
    enaSupport: 'required',
  },
  hibernationSupported: false,
  burstablePerformanceSupported: burstable(type),
  autoRecoverySupported: true,
  supportedBootModes: type.architecture === 'arm64' ? ['uefi'] : ['legacy-bios', 'uefi'],
});

export const instanceTypeActions: Actions<QueryAction> = {
  DescribeInstanceTypes: reads((call) => {
    const names = call.params.texts('InstanceType');
    const unknown = names.filter((name) => instanceType(name) === undefined);
    if (unknown.length > 0) {
      throw new ApiError(
        'InvalidInstanceType',
        `The following supplied instance types do not exist: [${unknown.join(', ')}]`,
      );
    }
    const rows = filtered(call, names.length === 0 ? types : types.filter((one) => names.includes(one.name)), {
      'instance-type': (one) => [one.name],
      'processor-info.supported-architecture': (one) => [one.architecture],
      'current-generation': () => ['true'],
      'burstable-performance-supported': (one) => [String(burstable(one))],
      'bare-metal': () => ['false'],
    });
    const shown = page(call, rows);
    return { instanceTypeSet: shown.rows.map(render), nextToken: shown.nextToken };
  }),
  DescribeInstanceTypeOfferings: reads((call) => {
    const locationType = call.params.text('LocationType') ?? 'region';
    const locations = (type: string): readonly string[] => {
      const zones = offeredIn(call, type);
      if (locationType === 'region') return zones.length === 0 ? [] : [call.regionName];
      return locationType === 'availability-zone' ? zones : zones.map(zoneId);
    };
    const all = types.flatMap(({ name }) =>
      locations(name).map((location) => ({ instanceType: name, locationType, location })),
    );
    const rows = filtered(call, all, {
      'instance-type': (one) => [one.instanceType],
      location: (one) => [one.location],
    });
    const shown = page(call, rows);
    return { instanceTypeOfferingSet: shown.rows, nextToken: shown.nextToken };
  }),
};

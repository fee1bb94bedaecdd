/** The official images of the distributions, as their publishers name them, for both architectures and several dates. */
import { createHash } from 'node:crypto';

export type Architecture = 'x86_64' | 'arm64';

export interface Image {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly description: string;
  readonly architecture: Architecture;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly rootDevice: string;
  /** Of its snapshot: no volume of it may be smaller. */
  readonly sizeGiB: number;
  /** What a host of it runs, in the product's words; undefined when nobody can boot it. */
  readonly distribution?: string;
  /** The user that cloud-init gives the key to. */
  readonly user: string;
}

interface Family {
  readonly distribution?: string;
  readonly owner: string;
  readonly user: string;
  readonly rootDevice: string;
  /** 8 when absent. */
  readonly sizeGiB?: number;
  readonly description: string;
  readonly name: (architecture: Architecture, day: string) => string;
}

const debArch = (architecture: Architecture): string => (architecture === 'x86_64' ? 'amd64' : 'arm64');
const elArch = (architecture: Architecture): string => (architecture === 'x86_64' ? 'x86_64' : 'aarch64');
const debian = (version: number, build: string): Family => ({
  distribution: `debian-${version}`,
  owner: '136693071363',
  user: 'admin',
  rootDevice: '/dev/xvda',
  description: `Debian ${version}`,
  name: (architecture, day) => `debian-${version}-${debArch(architecture)}-${day}-${build}`,
});
const ubuntu = (version: string, code: string, disk: string): Family => ({
  distribution: `ubuntu-${version}`,
  owner: '099720109477',
  user: 'ubuntu',
  rootDevice: '/dev/sda1',
  description: `Canonical, Ubuntu, ${version} LTS`,
  name: (architecture, day) => `ubuntu/images/${disk}/ubuntu-${code}-${version}-${debArch(architecture)}-server-${day}`,
});

const families: readonly Family[] = [
  debian(12, '2280'),
  debian(13, '2281'),
  ubuntu('24.04', 'noble', 'hvm-ssd-gp3'),
  ubuntu('22.04', 'jammy', 'hvm-ssd'),
  {
    distribution: 'almalinux-9',
    owner: '764336703387',
    user: 'ec2-user',
    rootDevice: '/dev/sda1',
    sizeGiB: 10,
    description: 'Official AlmaLinux OS 9 image',
    name: (architecture, day) => `AlmaLinux OS 9.6.${day} ${elArch(architecture)}`,
  },
  {
    distribution: 'rocky-9',
    owner: '792107900819',
    user: 'rocky',
    rootDevice: '/dev/sda1',
    sizeGiB: 10,
    description: 'Rocky Linux 9 EC2 Base',
    name: (architecture, day) => `Rocky-9-EC2-Base-9.6-${day}.0.${elArch(architecture)}`,
  },
  {
    distribution: 'centos-stream-9',
    owner: '125523088429',
    user: 'ec2-user',
    rootDevice: '/dev/sda1',
    sizeGiB: 10,
    description: 'CentOS Stream 9',
    name: (architecture, day) => `CentOS Stream 9 ${elArch(architecture)} ${day}`,
  },
];

const days = ['20260715', '20260916', '20261028'] as const;

// Anybody may publish an image under any name: looking one up without its owner finds this one, newest of all.
const lookAlike: Family = {
  owner: '999988887777',
  user: 'root',
  rootDevice: '/dev/xvda',
  description: "A stranger's image under a well-known name",
  name: (architecture, day) => `debian-12-${debArch(architecture)}-${day}-9999`,
};

function publish(regionName: string, family: Family, architecture: Architecture, day: string): Image {
  const name = family.name(architecture, day);
  const digest = createHash('sha256').update(`${regionName} ${family.owner} ${name}`).digest('hex');
  return {
    id: `ami-0${digest.slice(0, 16)}`,
    owner: family.owner,
    name,
    description: `${family.description} (${day})`,
    architecture,
    createdAt: `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T12:04:31.000Z`,
    rootDevice: family.rootDevice,
    sizeGiB: family.sizeGiB ?? 8,
    ...(family.distribution === undefined ? {} : { distribution: family.distribution }),
    user: family.user,
  };
}

/** All images of a region; their ids differ from region to region, as AWS's do. */
export const imagesOf = (regionName: string): readonly Image[] =>
  (['x86_64', 'arm64'] as const).flatMap((architecture) => [
    ...families.flatMap((family) => days.map((day) => publish(regionName, family, architecture, day))),
    publish(regionName, lookAlike, architecture, '20261112'),
  ]);

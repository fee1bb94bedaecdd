/** The distributions a concentrator can be made of. */
import { OperatorError } from '#mesh/errors.ts';

export type Architecture = 'x86_64' | 'arm64';

export interface ImageProfile {
  /** The spec's word for it. */
  readonly name: string;
  /** AWS account that publishes the official images. */
  readonly owner: string;
  /** For the `name` filter of DescribeImages; `*` stands for anything. */
  readonly namePattern: Readonly<Record<Architecture, string>>;
  /** Whom cloud-init gives the key pair to. */
  readonly user: string;
  /** strongSwan version the distribution packages: decides which proposals are possible. */
  readonly strongswan: string;
  /** False: the spec may name it, and is told that it is not there yet. */
  readonly supported: boolean;
}

const debian = (release: number, strongswan: string, supported: boolean): ImageProfile => ({
  name: `debian-${release}`,
  owner: '136693071363',
  namePattern: { x86_64: `debian-${release}-amd64-*`, arm64: `debian-${release}-arm64-*` },
  user: 'admin',
  strongswan,
  supported,
});

const ubuntu = (version: string, codename: string, folder: string, strongswan: string): ImageProfile => {
  const pattern = (architecture: string): string =>
    `ubuntu/images/${folder}/ubuntu-${codename}-${version}-${architecture}-server-*`;
  return {
    name: `ubuntu-${version}`,
    owner: '099720109477',
    namePattern: { x86_64: pattern('amd64'), arm64: pattern('arm64') },
    user: 'ubuntu',
    strongswan,
    supported: false,
  };
};

/** strongSwan of EPEL 9. */
const epel = '5.9.14';

export const images: readonly ImageProfile[] = [
  debian(12, '5.9.8', true),
  debian(13, '6.0.1', false),
  ubuntu('22.04', 'jammy', 'hvm-ssd', '5.9.5'),
  ubuntu('24.04', 'noble', 'hvm-ssd-gp3', '5.9.13'),
  {
    name: 'almalinux-9',
    owner: '764336703387',
    namePattern: { x86_64: 'AlmaLinux OS 9* x86_64', arm64: 'AlmaLinux OS 9* aarch64' },
    user: 'ec2-user',
    strongswan: epel,
    supported: false,
  },
  {
    name: 'rocky-9',
    owner: '792107900819',
    namePattern: { x86_64: 'Rocky-9-EC2-Base-*.x86_64', arm64: 'Rocky-9-EC2-Base-*.aarch64' },
    user: 'rocky',
    strongswan: epel,
    supported: false,
  },
  {
    name: 'centos-stream-9',
    owner: '125523088429',
    namePattern: { x86_64: 'CentOS Stream 9 x86_64 *', arm64: 'CentOS Stream 9 aarch64 *' },
    user: 'ec2-user',
    strongswan: epel,
    supported: false,
  },
];

/** @throws OperatorError for a name that is not in the table */
export function imageProfile(name: string): ImageProfile {
  const profile = images.find((image) => image.name === name);
  if (profile !== undefined) return profile;
  throw new OperatorError(
    `the image ${name} is not known`,
    `use one of ${images
      .filter(({ supported }) => supported)
      .map((image) => image.name)
      .join(', ')}`,
  );
}

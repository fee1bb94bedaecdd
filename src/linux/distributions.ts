/** The one table of distributions: who publishes the image, and what a concentrator is made of on it. */
import { OperatorError } from '#mesh/errors.ts';
import { type ImageName, type SupportedImage, supportedImages } from '#mesh/spec/images.ts';

export type Architecture = 'x86_64' | 'arm64';

/** How AWS and cloud-init know an image. */
export interface OfficialImage {
  /** AWS account that publishes the official images. */
  readonly owner: string;
  /** For the `name` filter of DescribeImages; `*` stands for anything. */
  readonly namePattern: Readonly<Record<Architecture, string>>;
  /** Whom cloud-init gives the key pair to. */
  readonly user: string;
  /** strongSwan version of the distribution's packages: decides which proposals are possible. */
  readonly strongswan: string;
}

/** Files that the CloudWatch agent ships, by what they hold. */
export type LogKind = 'messages' | 'secure' | 'audit';

/** What a host of the distribution is made of. */
export interface HostProfile {
  /** To be installed, without what they recommend. */
  readonly packages: readonly string[];
  /** strongSwan's user-space ESP, for kernels without ESP. */
  readonly libipsecPackages: readonly string[];
  readonly units: {
    /** charon with swanctl. */
    readonly strongswan: string;
    /** The legacy daemon, which must not run beside it. */
    readonly starter: string;
    /** Timers that install security updates. */
    readonly updates: readonly string[];
  };
  readonly logs: Readonly<Record<LogKind, string>>;
  /** chrony's own configuration, whose pool of servers is taken out. */
  readonly chronyConfig: string;
  /** Where AWS keeps the CloudWatch agent's package, below its bucket. */
  readonly agentPackage: (architecture: 'amd64' | 'arm64') => string;
}

const debianImage = (release: number, strongswan: string): OfficialImage => ({
  owner: '136693071363',
  namePattern: { x86_64: `debian-${release}-amd64-*`, arm64: `debian-${release}-arm64-*` },
  user: 'admin',
  strongswan,
});

const ubuntuImage = (version: string, codename: string, folder: string, strongswan: string): OfficialImage => {
  const pattern = (architecture: string): string =>
    `ubuntu/images/${folder}/ubuntu-${codename}-${version}-${architecture}-server-*`;
  return {
    owner: '099720109477',
    namePattern: { x86_64: pattern('amd64'), arm64: pattern('arm64') },
    user: 'ubuntu',
    strongswan,
  };
};

/** strongSwan of EPEL 9. */
const epel = '5.9.14';

const images: Readonly<Record<ImageName, OfficialImage>> = {
  'debian-12': debianImage(12, '5.9.8'),
  'debian-13': debianImage(13, '6.0.1'),
  'ubuntu-22.04': ubuntuImage('22.04', 'jammy', 'hvm-ssd', '5.9.5'),
  'ubuntu-24.04': ubuntuImage('24.04', 'noble', 'hvm-ssd-gp3', '5.9.13'),
  'almalinux-9': {
    owner: '764336703387',
    namePattern: { x86_64: 'AlmaLinux OS 9* x86_64', arm64: 'AlmaLinux OS 9* aarch64' },
    user: 'ec2-user',
    strongswan: epel,
  },
  'rocky-9': {
    owner: '792107900819',
    namePattern: { x86_64: 'Rocky-9-EC2-Base-*.x86_64', arm64: 'Rocky-9-EC2-Base-*.aarch64' },
    user: 'rocky',
    strongswan: epel,
  },
  'centos-stream-9': {
    owner: '125523088429',
    namePattern: { x86_64: 'CentOS Stream 9 x86_64 *', arm64: 'CentOS Stream 9 aarch64 *' },
    user: 'ec2-user',
    strongswan: epel,
  },
};

const debian: HostProfile = {
  packages: [
    'charon-systemd',
    'strongswan-swanctl',
    // AES-GCM and OpenSSL live here, and strongSwan only recommends it.
    'libstrongswan-standard-plugins',
    'chrony',
    'nftables',
    'unattended-upgrades',
    'auditd',
    'rsyslog',
    'logrotate',
    'openssl',
    'curl',
    'ca-certificates',
    'iproute2',
    'iputils-ping',
    'kmod',
    'procps',
  ],
  libipsecPackages: ['libcharon-extra-plugins'],
  units: {
    strongswan: 'strongswan',
    starter: 'strongswan-starter',
    updates: ['apt-daily.timer', 'apt-daily-upgrade.timer'],
  },
  logs: { messages: '/var/log/syslog', secure: '/var/log/auth.log', audit: '/var/log/audit/audit.log' },
  chronyConfig: '/etc/chrony/chrony.conf',
  agentPackage: (architecture) => `debian/${architecture}/latest/amazon-cloudwatch-agent.deb`,
};

/** Every supported image has one; `debian-13` is rendered, but not built yet. */
const profiles: Readonly<Record<SupportedImage, HostProfile> & Partial<Record<ImageName, HostProfile>>> = {
  'debian-12': debian,
  'debian-13': debian,
};

/** @throws OperatorError for a name that is not in the table */
export function officialImage(name: string): OfficialImage {
  if (isImageName(name)) return images[name];
  throw unknownImage(name);
}

/** @throws OperatorError for a distribution that concentrators are not built of */
export function hostProfile(name: string): HostProfile {
  const profile = isImageName(name) ? profiles[name] : undefined;
  if (profile !== undefined) return profile;
  throw unknownImage(name);
}

const isImageName = (name: string): name is ImageName => Object.hasOwn(images, name);

const unknownImage = (name: string): OperatorError =>
  new OperatorError(`unknown image ${name}`, `use one of ${supportedImages.join(', ')}`);

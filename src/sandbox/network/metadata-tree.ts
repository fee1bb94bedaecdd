import type { HostSpec, NetworkInterface, RoleCredentials } from '#sandbox/hosts/backend.ts';

/** All that instance metadata can say about one instance, at the moment of the question. */
export interface MetadataSubject {
  readonly host: HostSpec;
  readonly nic: NetworkInterface;
  readonly subnetCidr: string;
  readonly vpcCidrs: readonly string[];
  readonly httpTokens: 'required' | 'optional';
  /** Asked only for questions about the role, since an answer is freshly minted. */
  readonly credentials: () => RoleCredentials | undefined;
}

/** A leaf's text, or a folder. */
type Node = string | { readonly [name: string]: Node | undefined };

/**
 * What a path answers: a leaf its text, a folder the names in it, one a line, folders with a
 * slash at the end; undefined where there is nothing (404).
 */
export function metadataAt(path: string, subject: MetadataSubject): string | undefined {
  const names = path.split('/').filter((name) => name !== '');
  const [version, ...rest] = names;
  if (version === undefined) return 'latest';
  if (version !== 'latest') return undefined;
  const aboutRole = rest[0] === 'meta-data' && (rest[1] === undefined || rest[1] === 'iam');
  let node: Node | undefined = tree(subject, aboutRole ? subject.credentials() : undefined);
  for (const name of rest) node = typeof node === 'object' && Object.hasOwn(node, name) ? node[name] : undefined;
  if (node === undefined || typeof node === 'string') return node;
  return Object.entries(node)
    .flatMap(([name, child]) => (child === undefined ? [] : typeof child === 'string' ? [name] : [`${name}/`]))
    .join('\n');
}

function tree(subject: MetadataSubject, credentials: RoleCredentials | undefined): Node {
  const { host, nic } = subject;
  const hostname = `ip-${nic.privateIp.replaceAll('.', '-')}.${host.region}.compute.internal`;
  const network: Node = {
    'device-number': '0',
    'interface-id': nic.id,
    'local-hostname': hostname,
    'local-ipv4s': nic.privateIp,
    mac: nic.mac,
    'owner-id': host.accountId,
    'public-ipv4s': nic.publicIp,
    'subnet-id': nic.subnetId,
    'subnet-ipv4-cidr-block': subject.subnetCidr,
    'vpc-id': nic.vpcId,
    'vpc-ipv4-cidr-block': subject.vpcCidrs[0],
    'vpc-ipv4-cidr-blocks': subject.vpcCidrs.join('\n'),
  };
  const metadata: Node = {
    'ami-id': host.imageId,
    hostname,
    iam: credentials && roleNodes(host, credentials),
    'instance-action': 'none',
    'instance-id': host.instanceId,
    'instance-life-cycle': 'on-demand',
    'instance-type': host.instanceType,
    'local-hostname': hostname,
    'local-ipv4': nic.privateIp,
    mac: nic.mac,
    network: { interfaces: { macs: { [nic.mac]: network } } },
    placement: { 'availability-zone': host.zone, region: host.region },
    'public-ipv4': nic.publicIp,
    'public-keys': host.publicKey === undefined ? undefined : { '0': { 'openssh-key': `${host.publicKey}\n` } },
    services: { domain: 'amazonaws.com', partition: 'aws' },
  };
  return {
    dynamic: { 'instance-identity': { document: identityDocument(subject) } },
    'meta-data': metadata,
    'user-data': host.userData,
  };
}

function roleNodes(host: HostSpec, credentials: RoleCredentials): Node {
  const updated = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    info: JSON.stringify({
      Code: 'Success',
      LastUpdated: updated,
      InstanceProfileArn: `arn:aws:iam::${host.accountId}:instance-profile/${credentials.roleName}`,
    }),
    'security-credentials': {
      [credentials.roleName]: JSON.stringify({
        Code: 'Success',
        LastUpdated: updated,
        Type: 'AWS-HMAC',
        AccessKeyId: credentials.accessKeyId,
        SecretAccessKey: credentials.secretAccessKey,
        Token: credentials.token,
        Expiration: credentials.expiration,
      }),
    },
  };
}

function identityDocument({ host, nic }: MetadataSubject): string {
  const document = {
    accountId: host.accountId,
    architecture: 'x86_64',
    availabilityZone: host.zone,
    imageId: host.imageId,
    instanceId: host.instanceId,
    instanceType: host.instanceType,
    privateIp: nic.privateIp,
    region: host.region,
    version: '2017-09-30',
  };
  return JSON.stringify(document, null, 2);
}

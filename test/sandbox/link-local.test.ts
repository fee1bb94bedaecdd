import { describe, expect, test, vi } from 'vitest';
import { readMirrors } from '#sandbox/hosts/real/image/mirrors.ts';
import { type MetadataSubject, metadataAt } from '#sandbox/network/metadata-tree.ts';
import { timeAnswer } from '#sandbox/network/time-server.ts';

const credentials = vi.fn(() => ({
  roleName: 'logs',
  accessKeyId: 'ASIA',
  secretAccessKey: 'secret',
  token: 'token',
  expiration: '2030-01-01T00:00:00Z',
}));
const subject: MetadataSubject = {
  host: {
    instanceId: 'i-1',
    region: 'us-east-1',
    zone: 'us-east-1a',
    accountId: '111122223333',
    imageId: 'ami-1',
    image: 'debian-12',
    instanceType: 't3.small',
    user: 'admin',
    interfaceId: 'eni-1',
  },
  nic: {
    id: 'eni-1',
    vpcId: 'vpc-1',
    subnetId: 'subnet-1',
    mac: '0a:00:00:00:00:01',
    privateIp: '10.1.1.10',
    sourceDestCheck: true,
    ingress: [],
    egress: [],
  },
  subnetCidr: '10.1.1.0/24',
  vpcCidrs: ['10.1.0.0/16'],
  httpTokens: 'required',
  credentials,
};

describe('instance metadata', () => {
  test('answers a leaf with its text and a folder with its names', () => {
    expect(metadataAt('/latest/meta-data/instance-id', subject)).toBe('i-1');
    expect(metadataAt('/latest/meta-data/placement/', subject)).toBe('availability-zone\nregion');
    expect(metadataAt('/latest/meta-data/', subject)).toContain('placement/\n');
  });
  test('has nothing where the instance has nothing', () => {
    expect(metadataAt('/latest/meta-data/public-ipv4', subject)).toBeUndefined();
    expect(metadataAt('/latest/meta-data/public-keys/', subject)).toBeUndefined();
    expect(metadataAt('/latest/meta-data/constructor', subject)).toBeUndefined();
  });
  test('asks for credentials only when it is asked for them', () => {
    credentials.mockClear();
    metadataAt('/latest/meta-data/placement/region', subject);
    expect(credentials).not.toHaveBeenCalled();
    expect(metadataAt('/latest/meta-data/iam/security-credentials/', subject)).toBe('logs');
    expect(credentials).toHaveBeenCalledOnce();
  });
});

describe('the time server', () => {
  const request = Buffer.alloc(48);
  request[0] = (4 << 3) | 3;
  request.writeUInt32BE(0xcafe, 40);
  test('returns the time the client sent and its own, as a server of stratum 3', () => {
    const answer = timeAnswer(request, Date.UTC(2026, 0, 1));
    expect(answer?.[0]).toBe((4 << 3) | 4);
    expect(answer?.[1]).toBe(3);
    expect(answer?.readUInt32BE(24)).toBe(0xcafe);
    expect((answer?.readUInt32BE(40) ?? 0) - 2_208_988_800).toBe(Date.UTC(2026, 0, 1) / 1000);
  });
  test('does not answer what is no question, so that two servers cannot chat for ever', () => {
    const answer = timeAnswer(request, 0) ?? Buffer.alloc(0);
    expect(timeAnswer(answer, 0)).toBeUndefined();
    expect(timeAnswer(Buffer.alloc(12, 3), 0)).toBeUndefined();
  });
});

describe('mirrors', () => {
  test("are those of the machine's own apt", () => {
    const listing = [
      'Packages|bookworm|http://mirror.example/debian/',
      'Translations|bookworm|http://mirror.example/debian/',
      'Packages|bookworm-security|http://mirror.example/debian-security/',
      'Packages|nodistro|https://node.example/node_20.x/',
    ].join('\n');
    expect(readMirrors(listing)).toEqual({
      main: 'http://mirror.example/debian/',
      security: 'http://mirror.example/debian-security/',
    });
  });
  test('are refused where there is no Debian', () => {
    expect(() => readMirrors('Packages|noble|http://mirror.example/ubuntu/')).toThrow(/need a Debian machine/);
  });
});

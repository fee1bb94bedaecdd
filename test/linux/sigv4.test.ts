/** Signatures as hosts make them, held against botocore's own signer where there is one. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const script = readFileSync(resolve(import.meta.dirname, '../../src/linux/scripts/sigv4.sh'), 'utf8');

interface Signing {
  readonly secret: string;
  readonly token: string;
  readonly body: string;
  readonly region: string;
}

const time = '20261128T010203Z';
const signings: readonly Signing[] = [
  {
    secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    token: 'IQoJb3JpZ2luX2Vj//+abc==',
    body: 'Action=DescribeSecurityGroupRules&Version=2016-11-15',
    region: 'eu-west-1',
  },
  { secret: 'a', token: 't', body: '', region: 'ap-southeast-4' },
  // As many digits as leave one, two and three bytes in the last group of base64.
  { secret: 'ab', token: 'x'.repeat(1200), body: 'Action=A', region: 'us-east-1' },
  { secret: 'abc', token: 'y', body: `Action=${'b'.repeat(3000)}`, region: 'us-east-2' },
];

function ours(shell: string, { secret, token, body, region }: Signing): string {
  const text = `${script}\nkey_id=$1 secret=$2 token=$3; authorization ec2 "$4" "ec2.$4.amazonaws.com" "$5" "$6"`;
  const { stdout, stderr } = spawnSync(shell, ['-c', text, 'sh', 'ASIAEXAMPLE', secret, token, region, time, body], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout;
}

/** One JSON array of signings in, one of headers out. */
const signer = `
import datetime, json, sys
import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
moment = datetime.datetime.strptime('${time}', '%Y%m%dT%H%M%SZ')
class Fixed(datetime.datetime):
    @classmethod
    def utcnow(cls): return moment
    @classmethod
    def now(cls, tz=None): return moment.replace(tzinfo=tz)
if hasattr(botocore.auth, 'get_current_datetime'):
    botocore.auth.get_current_datetime = lambda remove_tzinfo=True: moment
else:
    botocore.auth.datetime = type('datetime', (), {'datetime': Fixed})
def sign(one):
    form = {'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8'}
    request = AWSRequest('POST', 'https://ec2.%s.amazonaws.com/' % one['region'], data=one['body'], headers=form)
    credentials = Credentials('ASIAEXAMPLE', one['secret'], one['token'])
    botocore.auth.SigV4Auth(credentials, 'ec2', one['region']).add_auth(request)
    return request.headers['Authorization']
print(json.dumps([sign(one) for one in json.load(sys.stdin)]))
`;

const shells = ['dash', 'bash'].filter((shell) => spawnSync(shell, ['-c', ':']).status === 0);
const python = spawnSync('python3', ['-c', 'import botocore.auth']).status === 0;
const where = python ? '' : ' (skipped: python3 has no botocore)';

describe('a signature made by a shell', () => {
  it.skipIf(!python)(`is the one that botocore makes${where}`, { timeout: 120_000 }, () => {
    const { stdout } = spawnSync('python3', ['-c', signer], { input: JSON.stringify(signings), encoding: 'utf8' });
    const theirs = JSON.parse(stdout) as readonly string[];
    expect(signings.map((one) => ours('sh', one))).toEqual(theirs);
    for (const shell of shells) expect(signings.slice(0, 1).map((one) => ours(shell, one))).toEqual(theirs.slice(0, 1));
  });

  it('signs the session token', () => {
    const [one] = signings;
    if (one === undefined) throw new Error('there is nothing to sign');
    expect(ours('sh', one)).toContain('x-amz-security-token');
    expect(ours('sh', { ...one, token: `${one.token}x` })).not.toBe(ours('sh', one));
  });
});

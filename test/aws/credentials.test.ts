/** Profiles as organisations have them: the SDK reads them as it does anywhere, and its STS is played here. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAwsCloud } from '#aws/cloud.ts';
import type { CloudError } from '#ports/cloud-error.ts';

const device = 'arn:aws:iam::123456789012:mfa/ana';
const hidden = 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY99';
let outside: NodeJS.ProcessEnv;
let folder: string;
let sts: Server;
let asked: URLSearchParams[];
let refusal: string | undefined;

beforeEach(async () => {
  outside = { ...process.env };
  folder = mkdtempSync(join(tmpdir(), 'vpnmesh-profiles-'));
  asked = [];
  refusal = undefined;
  sts = createServer(async (request, response) => {
    const said = new URLSearchParams(await text(request));
    asked.push(said);
    if (refusal !== undefined) {
      response.writeHead(403);
      response.end(
        `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${refusal}</Message></Error></ErrorResponse>`,
      );
      return;
    }
    const result =
      said.get('Action') === 'AssumeRole'
        ? `<Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>`
        : '<Arn>arn:aws:sts::123456789012:assumed-role/r/ana</Arn><UserId>u</UserId><Account>123456789012</Account>';
    const action = said.get('Action');
    response.end(
      `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${result}</${action}Result></${action}Response>`,
    );
  });
  await new Promise<void>((resolve) => sts.listen(0, '127.0.0.1', resolve));
  for (const key of Object.keys(process.env)) if (key.startsWith('AWS_')) delete process.env[key];
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(sts.address() as AddressInfo).port}`,
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
  });
});
afterEach(async () => {
  for (const key of Object.keys(process.env)) if (!(key in outside)) delete process.env[key];
  Object.assign(process.env, outside);
  sts.closeAllConnections();
  await new Promise((resolve) => sts.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const cloudOf = (profile: string, mfaCode?: (serial: string) => Promise<string>) =>
  createAwsCloud({ regions: ['us-east-1'], profile, ...(mfaCode === undefined ? {} : { mfaCode }) });

async function trouble(profile: string): Promise<CloudError> {
  const cloud = cloudOf(profile);
  try {
    return await cloud.identity().then(
      () => Promise.reject(new Error('it went through')),
      (error: CloudError) => error,
    );
  } finally {
    cloud.close();
  }
}

describe('a profile with mfa_serial', () => {
  beforeEach(() => {
    writeFileSync(join(folder, 'credentials'), '[base]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = s\n');
    writeFileSync(
      join(folder, 'config'),
      `[profile ops]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = base\nmfa_serial = ${device}\nregion = us-east-1\n`,
    );
  });

  it('has the code asked for, once for all clients', async () => {
    const serials: string[] = [];
    const cloud = cloudOf('ops', async (serial) => {
      serials.push(serial);
      return '123456';
    });
    expect(await cloud.identity()).toMatchObject({ account: '123456789012' });
    await cloud.identity();
    cloud.close();
    expect(serials).toEqual([device]);
    const [assume] = asked.filter((one) => one.get('Action') === 'AssumeRole');
    expect([assume?.get('SerialNumber'), assume?.get('TokenCode')]).toEqual([device, '123456']);
  });

  it('tells a wrong code from a permission that is missing', async () => {
    refusal = 'MultiFactorAuthentication failed with invalid MFA one time pass code. ';
    const cloud = cloudOf('ops', async () => '000000');
    await expect(cloud.identity()).rejects.toMatchObject({
      kind: 'credentials',
      message: expect.stringContaining('invalid MFA one time pass code'),
      next: expect.stringContaining('with the next code of the device'),
    });
    cloud.close();
  });

  it('says how to export a session where nobody can be asked', async () => {
    const { kind, message, next } = await trouble('ops');
    expect(kind).toBe('credentials');
    expect(message).toMatch(/in profile "ops" .*: its role needs an MFA code \(mfa_serial\)/);
    expect(next).toContain('aws configure export-credentials --profile ops --format env');
  });
});

describe('a profile with credential_process', () => {
  const process_ = (script: string): void => {
    writeFileSync(join(folder, 'process.sh'), script);
    writeFileSync(
      join(folder, 'config'),
      `[profile ops]\ncredential_process = sh ${join(folder, 'process.sh')} ${hidden}\n`,
    );
  };

  it('gives its reason when it fails, and runs once', async () => {
    process_(
      `echo run >>${folder}/runs\necho '{"SecretAccessKey":"${hidden}"}'\necho warming up >&2\necho "the vault is sealed (token ${hidden})" >&2\nexit 3\n`,
    );
    const { kind, message, next } = await trouble('ops');
    expect(kind).toBe('credentials');
    expect(message).toMatch(/its credential_process failed: warming up \/ the vault is sealed \(token …\)$/);
    expect(message + next).not.toContain(hidden);
    expect(next).toContain('run that command yourself');
    expect(readFileSync(join(folder, 'runs'), 'utf8')).toBe('run\n');
  });

  it.each([
    ['says nothing', 'exit 3', 'its credential_process failed: no output'],
    ['prints something else', `echo "${hidden}"`, 'credential_process returned invalid JSON'],
    [
      'prints what ran out',
      `echo '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"${hidden}","Expiration":"2001-01-01T00:00:00Z"}'`,
      'credential_process returned expired credentials',
    ],
  ])('that %s is told so, and nothing of its output', async (_, script, words) => {
    process_(`${script}\n`);
    const { message, next } = await trouble('ops');
    expect(message).toContain(words);
    expect(message + next).not.toContain(hidden);
  });

  it('is used when it works', async () => {
    process_(`echo '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"${hidden}"}'\n`);
    const cloud = cloudOf('ops');
    expect(await cloud.identity()).toMatchObject({ account: '123456789012' });
    cloud.close();
  });
});

it('a profile that is not there is told as before', async () => {
  writeFileSync(join(folder, 'config'), '');
  expect((await trouble('nowhere')).message).toContain('profile "nowhere"');
});

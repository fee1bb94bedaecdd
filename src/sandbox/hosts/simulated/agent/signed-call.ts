/** A call of AWS's JSON protocol, signed with Signature Version 4, to the emulated AWS on loopback. */
import { createHash, createHmac } from 'node:crypto';
import { request } from 'node:http';
import type { RoleCredentials } from '#sandbox/hosts/backend.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

export interface LogsCall {
  readonly port: number;
  readonly region: string;
  readonly credentials: RoleCredentials;
  readonly action: string;
  readonly body: unknown;
}

/** @returns the error's type, undefined when all went well @throws Error when nobody answers */
export function callLogs({ port, region, credentials, action, body }: LogsCall): Promise<string | undefined> {
  const payload = JSON.stringify(body);
  const stamp = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = stamp.slice(0, 8);
  const headers: Record<string, string> = {
    'content-type': 'application/x-amz-json-1.1',
    host: `logs.${region}.amazonaws.com`,
    'x-amz-date': stamp,
    'x-amz-security-token': credentials.token,
    'x-amz-target': `Logs_20140328.${action}`,
  };
  const names = Object.keys(headers).toSorted();
  const canonical = [
    'POST',
    '/',
    '',
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    sha256(payload),
  ].join('\n');
  const scope = `${day}/${region}/logs/aws4_request`;
  const key = [day, region, 'logs', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${credentials.secretAccessKey}`);
  const signature = hmac(key, ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonical)].join('\n')).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port,
        method: 'POST',
        path: '/',
        agent: false,
        timeout: 15_000,
        headers: { ...headers, authorization, 'content-length': Buffer.byteLength(payload) },
      },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString();
        });
        response.on('end', () =>
          resolve(
            (response.statusCode ?? 500) < 300
              ? undefined
              : (/"__type":\s*"(?:[^"#]*#)?([^"]+)"/.exec(text)?.[1] ?? `HTTP ${response.statusCode}`),
          ),
        );
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error('the Logs API does not answer')));
    outgoing.on('error', reject);
    outgoing.end(payload);
  });
}

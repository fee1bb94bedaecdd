/** Signature Version 4, the receiving side. Source: AWS IAM User Guide, "Create a signed AWS API request". */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What the Authorization header says about a request. */
export interface Credential {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

export interface SignedRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const shape =
  /^AWS4-HMAC-SHA256\s+Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request,\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/;

/** Reads the Authorization header; undefined when there is none of this form. */
export function readCredential(header: string | undefined): Credential | undefined {
  const match = shape.exec(header ?? '');
  if (match === null) return undefined;
  const [, accessKeyId = '', date = '', region = '', service = '', signed = '', signature = ''] = match;
  return { accessKeyId, date, region, service, signedHeaders: signed.split(';'), signature };
}

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** The last signing keys: a client signs a day's requests to a region with the same one, and each takes four HMACs. */
const keys = new Map<string, Buffer>();
const mostKeys = 200;

function signingKey(secret: string, { date, region, service }: Credential): Buffer {
  const name = [secret, date, region, service].join('/');
  const known = keys.get(name);
  if (known !== undefined) return known;
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), service), 'aws4_request');
  if (keys.size >= mostKeys) keys.clear();
  keys.set(name, key);
  return key;
}

/** AWS takes a signature for five minutes (IAM User Guide, "Create a signed AWS API request"). */
const validMs = 5 * 60_000;

/** True when the time that was signed is no time, or too far away. @param now epoch milliseconds */
export function isSkewed({ headers }: SignedRequest, now: number): boolean {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(headers['x-amz-date'] ?? '')) ?? [];
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return !(Math.abs(now - at) <= validMs);
}

/** True when the request was signed with the secret. */
export function isSignedWith(secret: string, credential: Credential, request: SignedRequest): boolean {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const query = [...searchParams]
    .map(([key, value]) => `${encode(key)}=${encode(value)}`)
    .toSorted()
    .join('&');
  const headers = credential.signedHeaders.map((name) => {
    const value = request.headers[name];
    return `${name}:${(Array.isArray(value) ? value.join(',') : (value ?? '')).trim().replace(/\s+/g, ' ')}\n`;
  });
  const canonical = [
    request.method,
    pathname,
    query,
    headers.join(''),
    credential.signedHeaders.join(';'),
    sha256(request.body),
  ].join('\n');
  const scope = `${credential.date}/${credential.region}/${credential.service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'] ?? '', scope, sha256(canonical)].join('\n');
  const signature = hmac(signingKey(secret, credential), toSign);
  return timingSafeEqual(signature, Buffer.from(credential.signature, 'hex'));
}

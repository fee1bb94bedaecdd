import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Server as NetServer } from 'node:net';
import type { MetadataSubject } from './metadata-tree.ts';
import { metadataAt } from './metadata-tree.ts';

export interface MetadataService {
  /** Answers on a listener in a VPC's router; whose question it is, its address in that VPC says. */
  serve(vpcId: string, listener: NetServer): void;
  close(): void;
}

/** Who has an address in a VPC: undefined where no instance stands behind it. */
export type SubjectAt = (vpcId: string, address: string) => MetadataSubject | undefined;

interface Token {
  readonly instanceId: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

interface Reply {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const longest = 21_600;

/**
 * The instance metadata service. A token is asked for by PUT, with a lifetime of 1 to 21600
 * seconds, and serves the instance it was given to; a request through a proxy gets none
 * (docs.aws.amazon.com, "Use the Instance Metadata Service to access instance metadata").
 */
export function createMetadataService(subjectAt: SubjectAt): MetadataService {
  const tokens = new Map<string, Token>();
  const listeners = new Set<NetServer>();

  const giveToken = (subject: MetadataSubject, request: IncomingMessage): Reply => {
    const seconds = Number(request.headers['x-aws-ec2-metadata-token-ttl-seconds']);
    if (request.headers['x-forwarded-for'] !== undefined) return { status: 403, text: '' };
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > longest) return { status: 400, text: '' };
    const now = Date.now();
    for (const [text, token] of tokens) if (token.expires < now) tokens.delete(text);
    const text = randomBytes(42).toString('base64url');
    tokens.set(text, { instanceId: subject.host.instanceId, expires: now + seconds * 1000 });
    return { status: 200, text, headers: { 'x-aws-ec2-metadata-token-ttl-seconds': String(seconds) } };
  };

  const permitted = (subject: MetadataSubject, request: IncomingMessage): boolean => {
    const shown = request.headers['x-aws-ec2-metadata-token'];
    if (shown === undefined) return subject.httpTokens === 'optional';
    const token = typeof shown === 'string' ? tokens.get(shown) : undefined;
    return token !== undefined && token.instanceId === subject.host.instanceId && token.expires >= Date.now();
  };

  const replyTo = (vpcId: string, request: IncomingMessage): Reply => {
    const subject = subjectAt(vpcId, request.socket.remoteAddress ?? '');
    const { pathname } = new URL(request.url ?? '/', 'http://169.254.169.254');
    if (subject === undefined) return { status: 404, text: '' };
    if (request.method === 'PUT' && pathname === '/latest/api/token') return giveToken(subject, request);
    if (!permitted(subject, request)) return { status: 401, text: '' };
    if (request.method !== 'GET') return { status: 405, text: '' };
    const text = metadataAt(pathname, subject);
    return { status: text === undefined ? 404 : 200, text: text ?? '' };
  };

  return {
    serve(vpcId, listener) {
      const http = createServer((request, response) => write(response, replyTo(vpcId, request)));
      listener.on('connection', (socket) => http.emit('connection', socket));
      listeners.add(listener);
      listener.on('close', () => {
        listeners.delete(listener);
        http.closeAllConnections();
      });
    },
    close() {
      for (const listener of listeners) listener.close();
    },
  };
}

function write(response: ServerResponse, { status, text, headers }: Reply): void {
  const length = Buffer.byteLength(text);
  response.writeHead(status, { 'content-type': 'text/plain', 'content-length': length, server: 'EC2ws', ...headers });
  response.end(text);
}

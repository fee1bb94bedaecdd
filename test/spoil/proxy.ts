/** A proxy that spoils what an AWS endpoint answers, between the product and any endpoint: the sandbox's, or moto's. */
import { createServer, request as forward, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  /** As in `DescribeVpcs`. */
  readonly action: string;
  /** Whose endpoint was meant, as the signature says: `ec2` in `us-east-1`. */
  readonly service: string;
  readonly region: string;
  /** The request's body. */
  readonly asked: string;
}

export interface Passed extends Asked {
  readonly status: number;
  readonly answer: string;
}

export interface Spoilt {
  readonly status?: number;
  readonly answer: string;
}

/** Undefined leaves the request or its answer as it is. */
export interface Spoiler {
  /** What is answered in the place of the endpoint, which then never hears of it. */
  readonly before?: (asked: Asked) => Spoilt | undefined;
  readonly after?: (passed: Passed) => Spoilt | undefined;
}

export interface Proxy {
  readonly endpoint: string;
  /** From the next answer on. */
  spoil(spoiler: Spoiler): void;
  stop(): Promise<void>;
}

export async function startProxy(target: string): Promise<Proxy> {
  let spoiler: Spoiler = {};
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    try {
      const asked = body.toString();
      const action =
        String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? new URLSearchParams(asked).get('Action') ?? '';
      const [, , region = '', service = ''] = String(request.headers.authorization ?? '').split('/');
      const refused = spoiler.before?.({ action, service, region, asked });
      if (refused !== undefined) {
        response.writeHead(refused.status ?? 400, { 'content-type': 'text/xml' }).end(refused.answer);
        return;
      }
      // The host that was signed for stays in the headers: it is this one.
      const { status, headers, text } = await ask(target, request.url ?? '/', request.headers, body);
      const spoilt = spoiler.after?.({ action, service, region, asked, status, answer: text });
      const answer = spoilt?.answer ?? text;
      const { 'content-length': _, 'transfer-encoding': __, ...kept } = headers;
      response
        .writeHead(spoilt?.status ?? status, { ...kept, 'content-length': Buffer.byteLength(answer) })
        .end(answer);
    } catch {
      response.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spoil: (next) => {
      spoiler = next;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function ask(target: string, path: string, headers: IncomingHttpHeaders, body: Buffer) {
  return new Promise<{ readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string }>(
    (resolve, reject) => {
      const sent = forward(new URL(path, target), { method: 'POST', headers }, async (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        for await (const chunk of answer) text += chunk;
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
      });
      sent.once('error', reject);
      sent.end(body);
    },
  );
}

/** An endpoint of AWS's query protocols that answers as a test says, and remembers what it was asked. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Scripted {
  readonly status?: number;
  readonly body: string;
}

export interface ScriptedEndpoint {
  /** What an SDK's client is made with. */
  readonly config: {
    readonly region: string;
    readonly endpoint: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly maxAttempts: number;
  };
  readonly asked: URLSearchParams[];
  stop(): void;
}

export async function scriptedEndpoint(answer: (asked: URLSearchParams) => Scripted): Promise<ScriptedEndpoint> {
  const asked: URLSearchParams[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const sent = new URLSearchParams(text);
    asked.push(sent);
    const { status = 200, body } = answer(sent);
    response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    config: {
      region: 'us-east-1',
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
      maxAttempts: 1,
    },
    asked,
    stop: () => server.close(),
  };
}

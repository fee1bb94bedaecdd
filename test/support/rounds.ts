/**
 * How often a client waits for answers before it asks on. A proxy keeps every answer back until no new question has
 * come for a while, then gives all of them at once: that is one round.
 */
import { Agent, createServer, request, type ServerResponse } from 'node:http';

export interface Rounds {
  readonly url: string;
  /** Questions by round. */
  readonly rounds: readonly (readonly string[])[];
  close(): void;
}

/** Milliseconds without a question after which the client is taken to wait. */
const quietMs = 250;

export async function inRounds(endpoint: string): Promise<Rounds> {
  const { hostname, port } = new URL(endpoint);
  const agent = new Agent({ keepAlive: true });
  const rounds: (readonly string[])[] = [];
  let asked: string[] = [];
  let held: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;
  const release = (): void => {
    rounds.push(asked);
    const answers = held;
    [asked, held] = [[], []];
    for (const give of answers) give();
  };
  const relay = (
    method: string | undefined,
    path: string | undefined,
    headers: object,
    body: Buffer,
    to: ServerResponse,
  ) => {
    const call = request({ hostname, port, method, path, headers: { ...headers }, agent }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        held.push(() => to.writeHead(answer.statusCode ?? 500, answer.headers).end(Buffer.concat(chunks)));
        clearTimeout(timer);
        timer = setTimeout(release, quietMs);
      });
    });
    call.on('error', () => to.destroy());
    call.end(body);
  };
  const server = createServer((message, response) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('end', () => {
      const body = Buffer.concat(chunks);
      clearTimeout(timer);
      const target = String(message.headers['x-amz-target'] ?? '')
        .split('.')
        .at(-1);
      asked.push(/(?:^|&)Action=(\w+)/.exec(body.toString())?.[1] ?? target ?? '');
      relay(message.method, message.url, message.headers, body, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    rounds,
    close: () => {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}

/**
 * The API's own time. A proxy records one run: every request, and how many answers it had waited for. Replayed
 * in the same order and with the same waiting by a client that neither signs nor parses, the same requests take
 * as long as the API takes, and no longer.
 */
import { Agent, createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Answers that had been given when it came. */
  readonly after: number;
}

export interface Recording {
  readonly requests: readonly Recorded[];
  /** Milliseconds for all of it. */
  replay(): Promise<number>;
  close(): void;
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Records what is asked of the endpoint while `run` uses the proxy's. */
export async function record(endpoint: string, run: (proxied: string) => Promise<unknown>): Promise<Recording> {
  const { hostname, port } = new URL(endpoint);
  const agent = new Agent({ keepAlive: true });
  const requests: Recorded[] = [];
  let answered = 0;
  const ask = ({ method, path, headers, body }: Recorded): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const call = request({ hostname, port, method, path, headers, agent }, resolve);
      call.once('error', reject);
      call.end(body);
    });
  const proxy = createServer(async (message, response) => {
    const { method = 'POST', url: path = '/', headers } = message;
    const one: Recorded = { method, path, headers, body: await bodyOf(message), after: answered };
    requests.push(one);
    const answer = await ask(one);
    const body = await bodyOf(answer);
    answered += 1;
    response.writeHead(answer.statusCode ?? 500, answer.headers).end(body);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  await run(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
  proxy.close();
  proxy.closeAllConnections();
  return { requests, replay: () => replay(requests, ask), close: () => agent.destroy() };
}

async function replay(
  requests: readonly Recorded[],
  ask: (one: Recorded) => Promise<IncomingMessage>,
): Promise<number> {
  const started = performance.now();
  let answered = 0;
  let waiting: { readonly after: number; readonly go: () => void }[] = [];
  await Promise.all(
    requests.map(async (one) => {
      if (one.after > answered) await new Promise<void>((go) => waiting.push({ after: one.after, go }));
      await bodyOf(await ask(one));
      answered += 1;
      const ready = waiting.filter(({ after }) => after <= answered);
      waiting = waiting.filter(({ after }) => after > answered);
      for (const { go } of ready) go();
    }),
  );
  return performance.now() - started;
}

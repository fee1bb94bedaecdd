/** The HTTP side: AWS requests on any path, the sandbox's own controls under /_sandbox/. Loopback only. */
import { createServer, type IncomingMessage } from 'node:http';
import * as z from 'zod';
import { listenOnLoopback } from '#sandbox/loopback.ts';
import { SandboxError } from '#sandbox/sandbox-error.ts';
import { type EndpointOptions, handle } from './endpoint.ts';
import { faultSchema } from './faults.ts';
import { settingsPatchSchema, settingsSchema } from './settings.ts';
import type { Answer } from './wire/answers.ts';

export interface ApiServer {
  readonly port: number;
  /** Until this is called every AWS request is answered with 503. */
  open(options: EndpointOptions, shutdown: (keepDisks: boolean) => void): void;
  close(): Promise<void>;
}

/** More than any request AWS takes (PutLogEvents: 1 MB, RunInstances' user data: 16 KB). */
const mostBytes = 8 * 1024 * 1024;

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) throw new Error('the request is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const execSchema = z.strictObject({
  instanceId: z.string(),
  argv: z.array(z.string()).min(1),
  input: z.string().optional(),
});

const said = (status: number, value: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: `${JSON.stringify(value)}\n`,
});

/** The sandbox's own controls. They have no credentials, so that a page in a browser must not reach them: it sends Origin. */
async function control(
  options: EndpointOptions,
  shutdown: (keepDisks: boolean) => void,
  request: IncomingMessage,
  body: Buffer,
): Promise<Answer> {
  if (request.headers.origin !== undefined) return said(403, { error: 'not from a browser' });
  const { world, faults } = options;
  const json = (): unknown => JSON.parse(body.length === 0 ? 'null' : body.toString());
  switch (`${request.method} ${request.url}`) {
    case 'GET /_sandbox/health':
      return said(200, { pid: process.pid, accountId: world.accountId });
    case 'GET /_sandbox/faults':
      return said(200, faults.list);
    case 'POST /_sandbox/faults':
      faults.replace(z.array(faultSchema).parse(json()));
      return said(200, faults.list);
    case 'GET /_sandbox/settings':
      return said(200, world.settings);
    case 'POST /_sandbox/settings': {
      const patch = settingsPatchSchema.parse(json());
      const quotas = { ...world.settings.quotas, ...patch.quotas };
      world.settings = settingsSchema.parse({ ...world.settings, ...patch, quotas });
      await options.save();
      return said(200, world.settings);
    }
    case 'POST /_sandbox/shutdown': {
      const { keepDisks } = z.strictObject({ keepDisks: z.boolean() }).parse(json());
      // After the answer: the server is closed first of all.
      setImmediate(() => shutdown(keepDisks));
      return said(202, { stopping: process.pid });
    }
    case 'POST /_sandbox/exec': {
      const { instanceId, argv, input } = execSchema.parse(json());
      if (options.console === undefined) return said(404, { error: 'these hosts have no console here' });
      return said(200, await options.console.exec(instanceId, argv, input === undefined ? {} : { input }));
    }
    case 'POST /_sandbox/flush-flows': {
      const { interfaceId } = z.strictObject({ interfaceId: z.string() }).parse(json());
      if (options.console === undefined) return said(404, { error: 'these hosts have no console here' });
      await options.console.flushFlows(interfaceId);
      return said(200, { interfaceId });
    }
    case 'GET /_sandbox/breakages':
      return said(200, { names: options.practice?.names ?? [], planted: (await options.practice?.planted()) ?? [] });
    case 'POST /_sandbox/breakages':
      if (options.practice === undefined) return said(404, { error: 'this sandbox has no hosts to break' });
      await options.practice.plant(z.strictObject({ name: z.string().optional() }).parse(json()).name);
      return said(200, { planted: (await options.practice.planted()).length });
    case 'DELETE /_sandbox/breakages':
      return said(200, { repaired: (await options.practice?.repair()) ?? [] });
    default:
      return said(404, { error: `no control ${request.method} ${request.url}` });
  }
}

/** Listens on 127.0.0.1. @param port the wanted one; when it is taken, or 0, any free one */
export async function listen(port: number, log: (line: string) => void): Promise<ApiServer> {
  let opened: { readonly options: EndpointOptions; readonly shutdown: (keepDisks: boolean) => void } | undefined;

  async function answer(request: IncomingMessage): Promise<Answer | undefined> {
    const body = await readBody(request);
    if (opened === undefined) return said(503, { error: 'the sandbox is starting' });
    const url = request.url ?? '/';
    if (url.startsWith('/_sandbox/')) {
      try {
        return await control(opened.options, opened.shutdown, request, body);
      } catch (error) {
        const next = error instanceof SandboxError ? { next: error.next } : {};
        return said(400, { error: error instanceof Error ? error.message : String(error), ...next });
      }
    }
    return handle(opened.options, { method: request.method ?? 'POST', url, headers: request.headers, body });
  }

  const server = createServer((request, response) => {
    answer(request).then(
      (done) => {
        if (done === undefined) response.destroy();
        else
          response
            .writeHead(done.status, { ...done.headers, 'content-length': Buffer.byteLength(done.body) })
            .end(done.body);
      },
      (error: unknown) => {
        log(`request failed: ${String(error)}`);
        response.destroy();
      },
    );
  });
  const served = await listenOnLoopback(server, port).catch((error: unknown) => {
    if (port === 0 || !(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    log(`port ${port} is taken, another one serves`);
    return listenOnLoopback(server, 0);
  });
  return {
    port: served,
    open: (options, shutdown) => {
      opened = { options, shutdown };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * A run of the product that dies at a chosen moment. What the world sees of a process that is killed is that it does
 * nothing more: a call that was on its way has its effect or not, and no further one comes. So every call of this run
 * passes a gate, and from the moment of death on the gate lets nothing through and answers nobody.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Session, Shell } from '#ports/shell.ts';

/** A call that can change the world: an API action, or a script on a host. */
export interface Call {
  readonly what: string;
}

export interface Death {
  /** The n-th changing call of the run, from 1. */
  readonly at: number;
  /** `before`: it never happens. `after`: it happens, and nobody learns of it. */
  readonly when: 'before' | 'after';
}

export interface Mortal {
  /** Where the run's AWS clients go. */
  readonly endpoint: string;
  /** Every changing call so far, in order. */
  readonly calls: readonly Call[];
  /** Resolves at death; never, when the run ends before. */
  readonly died: Promise<Call>;
  readonly dead: boolean;
  shell(through: Shell): Shell;
  end(): Promise<void>;
}

/** Reads change nothing: death before or after one is death before the next change. */
const reading = /^(Describe|Get|List|Filter|Simulate)/;

function actionOf(body: string, target: string | undefined): string {
  return target?.split('.')[1] ?? new URLSearchParams(body).get('Action') ?? '';
}

const never = new Promise<never>(() => {});

export async function mortal(upstream: string, death: Death | undefined): Promise<Mortal> {
  const calls: Call[] = [];
  let dead = false;
  let tell: (call: Call) => void = () => {};
  const died = new Promise<Call>((resolve) => {
    tell = resolve;
  });
  const die = (call: Call): void => {
    dead = true;
    tell(call);
  };
  /** Does the work if the run lives, and answers only if it still lives afterwards. */
  const pass = async <T>(what: string, changes: boolean, work: () => Promise<T>): Promise<T> => {
    if (dead) return never;
    if (!changes) return work().then((done) => (dead ? never : done));
    const call = { what };
    calls.push(call);
    const mine = death?.at === calls.length ? death.when : undefined;
    if (mine === 'before') {
      die(call);
      return never;
    }
    const done = await work();
    if (mine === 'after') die(call);
    return dead ? never : done;
  };
  const server = createServer((from, to) => void relay(upstream, from, to, pass));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    died,
    get dead() {
      return dead;
    },
    shell: (through) => ({
      open: (target, options) =>
        pass(`login ${target.name}`, false, async () => gated(await through.open(target, options), target.name, pass)),
    }),
    end: () => close(server),
  };
}

type Pass = <T>(what: string, changes: boolean, work: () => Promise<T>) => Promise<T>;

function gated(session: Session, name: string, pass: Pass): Session {
  return {
    get open() {
      return session.open;
    },
    run: (run) => pass(`script on ${name}`, true, () => session.run(run)),
    close: () => session.close(),
  };
}

async function relay(upstream: string, from: IncomingMessage, to: ServerResponse, pass: Pass): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of from) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const target = from.headers['x-amz-target'];
  const action = actionOf(body.toString('latin1'), typeof target === 'string' ? target : undefined);
  const dryRun = body.includes('DryRun=true');
  const answer = await pass(action, !reading.test(action) && !dryRun, () => forward(upstream, from, body));
  to.writeHead(answer.status, answer.headers).end(answer.body);
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

function forward(upstream: string, from: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { method: from.method, headers: from.headers };
    const out = send(new URL(from.url ?? '/', upstream), options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 500, headers: answer.headers, body: Buffer.concat(chunks) }),
      );
    });
    out.on('error', reject);
    out.end(body);
  });
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

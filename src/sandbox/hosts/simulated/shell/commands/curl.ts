/** The little of curl that a host without a web needs: the instance metadata service, and AWS's endpoints. */
import { request } from 'node:http';
import { type Call, type Commands, type Output, options } from '#sandbox/hosts/simulated/shell/command.ts';
import { metadataAt } from '#sandbox/network/metadata-tree.ts';

const withValue = ['-X', '-H', '--header', '-o', '-w', '-d', '--data', '-K', '-m', '--max-time', '--retry'];
const waits = ['--retry-delay', '--connect-timeout'];

interface Asked {
  readonly url: string;
  readonly method: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly data: string | undefined;
  readonly output: string | undefined;
  /** After the transfer; of its variables only `%{http_code}`. */
  readonly write: string;
  readonly failing: boolean;
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

/** `-K -`: lines `option = "value"` on standard input (curl(1), "--config"). */
function configured(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const [, name, value] = /^\s*([\w-]+)\s*=\s*"(.*)"\s*$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [`--${name}`, value.replaceAll(/\\(.)/g, '$1')];
  });
}

function read(call: Call): Asked {
  const spread = call.args.flatMap((word) =>
    /^-[sSfL]{2,}$/.test(word) ? [...word.slice(1)].map((l) => `-${l}`) : [word],
  );
  const config = spread.includes('-K') ? configured(call.stdin) : [];
  const words = [...spread, ...config];
  const { rest, values, flags } = options(words, [...withValue, ...waits, '--url']);
  const headers = words.flatMap((word, at): (readonly [string, string])[] => {
    if (word !== '-H' && word !== '--header') return [];
    const [name = '', value = ''] = (words[at + 1] ?? '').split(/:\s*(.*)/s);
    return [[name.toLowerCase(), value]];
  });
  const data = values.get('-d') ?? values.get('--data');
  return {
    url: values.get('--url') ?? rest[0] ?? '',
    method: values.get('-X') ?? (data === undefined ? 'GET' : 'POST'),
    headers,
    data,
    output: values.get('-o'),
    write: values.get('-w') ?? '',
    failing: flags.has('-f') || flags.has('--fail'),
  };
}

function metadata({ machine }: Call, path: string, { method, headers }: Asked): Reply | undefined {
  const subject = machine.metadata();
  if (subject === undefined) return undefined;
  if (method === 'PUT' && path === '/latest/api/token') return { status: 200, text: 'simulated-token' };
  const shown = headers.find(([name]) => name === 'x-aws-ec2-metadata-token')?.[1];
  if (subject.httpTokens === 'required' && shown !== 'simulated-token') return { status: 401, text: '' };
  const text = metadataAt(path, subject);
  return text === undefined ? { status: 404, text: '' } : { status: 200, text };
}

/** To the emulated AWS, as the host said it: the name it was addressed by is part of the signature. */
function endpoint({ machine }: Call, host: string, { method, headers, data }: Asked): Promise<Reply | undefined> {
  if (!machine.reachesInternet('tcp', 443)) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const outgoing = request(
      {
        ...{ host: '127.0.0.1', port: machine.apiPort, method, path: '/', agent: false, timeout: 15_000 },
        headers: { ...Object.fromEntries(headers), host, 'content-length': Buffer.byteLength(data ?? '') },
      },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString() }));
      },
    );
    outgoing.on('timeout', () => outgoing.destroy());
    outgoing.on('error', () => resolve(undefined));
    outgoing.end(data);
  });
}

async function curl(call: Call): Promise<Output> {
  const asked = read(call);
  const { url, output, write, failing } = asked;
  const path = /^http:\/\/169\.254\.169\.254(\/.*)?$/.exec(url)?.[1];
  const host = /^https:\/\/((?:ec2|logs|sts)\.[a-z0-9-]+\.amazonaws\.com)\/?$/.exec(url)?.[1];
  const reply =
    path !== undefined
      ? metadata(call, path, asked)
      : host !== undefined
        ? await endpoint(call, host, asked)
        : undefined;
  if (reply === undefined) {
    return { stderr: `curl: (28) Failed to connect to ${url.split('/')[2] ?? ''}: Connection timed out\n`, code: 28 };
  }
  if (failing && reply.status >= 400) {
    return { stderr: `curl: (22) The requested URL returned error: ${reply.status}\n`, code: 22 };
  }
  const last = write.replaceAll('%{http_code}', String(reply.status));
  if (output === undefined) return { stdout: `${reply.text}${last}` };
  await call.fs.writeFile(call.path(output), reply.text);
  return { stdout: last };
}

export const curlCommands: Commands = { curl };

/** Runs scripts over an open connection. */
import { StringDecoder } from 'node:string_decoder';
import type { Client, ClientChannel } from 'ssh2';
import { printable } from '#mesh/printable.ts';
import { type Session, ShellError, type ShellResult, type ShellRun } from '#ports/shell.ts';
import { frame, remoteCommand } from './command.ts';
import { interrupted } from './connect.ts';

export interface SessionOptions {
  readonly label: string;
  readonly record: ((chunk: Buffer) => void) | undefined;
  /** Ends what the connection runs through (jump hosts). */
  readonly onClose: () => void;
}

export function createSession(client: Client, options: SessionOptions): Session {
  const state = { open: true };
  client.once('close', () => {
    state.open = false;
    options.onClose();
  });
  return {
    get open() {
      return state.open;
    },
    async run(request) {
      if (!state.open) throw gone(options.label);
      if (request.signal?.aborted) throw interrupted(options.label);
      return execute(await openChannel(client, options.label), client, request, options);
    },
    close() {
      state.open = false;
      client.end();
    },
  };
}

function openChannel(client: Client, label: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    const onClose = (): void => reject(gone(label));
    client.once('close', onClose);
    client.exec(remoteCommand, (error, channel) => {
      client.removeListener('close', onClose);
      if (error === undefined) resolve(channel);
      else
        reject(
          new ShellError(
            'closed',
            `${label} refuses to run a command (${error.message}): log in with ssh to find out why`,
            {
              cause: error,
            },
          ),
        );
    });
  });
}

function execute(
  channel: ClientChannel,
  client: Client,
  request: ShellRun,
  { label, record }: SessionOptions,
): Promise<ShellResult> {
  return new Promise((resolve, reject) => {
    const stdout = collector(request.onLine, request.gather);
    const stderr = collector();
    const state: { code: number | undefined; exited: boolean } = { code: undefined, exited: false };
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      client.removeListener('close', onLost);
      request.signal?.removeEventListener('abort', onAbort);
      settle();
    };
    const abandon = (error: ShellError): void =>
      finish(() => {
        channel.close();
        reject(error);
      });
    const timer = setTimeout(() => {
      const said = stderr.text().trim().split('\n').at(-1) ?? '';
      const why = said === '' ? '' : `, last output "${said}"`;
      abandon(
        new ShellError(
          'timeout',
          `${label} did not finish within ${Math.round(request.timeoutMs / 1000)} s${why}: run the command again, or increase --timeout`,
        ),
      );
    }, request.timeoutMs);
    const onAbort = (): void => abandon(interrupted(label));
    const onLost = (): void => finish(() => reject(gone(label)));
    request.signal?.addEventListener('abort', onAbort, { once: true });
    client.once('close', onLost);

    const read = (sink: { take(chunk: Buffer): void }) => (chunk: Buffer) => {
      record?.(chunk);
      sink.take(chunk);
    };
    channel.on('data', read(stdout));
    channel.stderr.on('data', read(stderr));
    channel.on('exit', (code: number | null, signal?: string) => {
      state.exited = true;
      state.code = code ?? (signal === undefined ? undefined : 255);
    });
    channel.on('close', () =>
      finish(() => {
        // A channel that closes without an exit status was cut off (RFC 4254 section 6.10 sends one otherwise).
        if (state.exited) resolve({ code: state.code, stdout: stdout.end(), stderr: stderr.end() });
        else reject(gone(label));
      }),
    );
    // The script may end without reading all its data; what matters then is its exit status.
    channel.on('error', () => undefined);
    channel.end(frame(request.script, request.input ?? ''));
  });
}

/** Gathers text that comes in pieces, and hands out whole lines as they complete. */
function collector(onLine?: (line: string) => void, gather = true) {
  const decoder = new StringDecoder('utf8');
  const state = { all: '', rest: '' };
  const add = (text: string): void => {
    if (gather) state.all += text;
    if (onLine === undefined) return;
    const lines = (state.rest + text).split('\n');
    state.rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  };
  return {
    take: (chunk: Buffer): void => add(printable(decoder.write(chunk))),
    text: (): string => state.all,
    end: (): string => {
      add(decoder.end());
      return state.all;
    },
  };
}

function gone(label: string): ShellError {
  return new ShellError(
    'closed',
    `the connection to ${label} broke: work there may still be running; run the command again to resume`,
  );
}

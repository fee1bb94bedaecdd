/** The CloudWatch agent: ships new lines of the files it is told of, with the role's credentials, every five seconds. */
import type { RoleCredentials } from '#sandbox/hosts/backend.ts';
import type { HostFs } from '#sandbox/hosts/simulated/disk/host-fs.ts';
import { callLogs } from './signed-call.ts';

export interface AgentHost {
  readonly fs: HostFs;
  readonly instanceId: string;
  readonly hostname: string;
  readonly region: string;
  readonly apiPort: number;
  /** How many times as fast as life. */
  readonly pace: number;
  credentials(): RoleCredentials | undefined;
  /** AWS's endpoints are on the Internet. */
  reachesInternet(): boolean;
}

export const agentRoot = '/opt/aws/amazon-cloudwatch-agent';
const stateFile = `${agentRoot}/logs/state.json`;
const intervalMs = 5000;

interface Source {
  readonly path: string;
  readonly group: string;
  readonly stream: string;
}

type Read = { readonly lines: readonly string[]; readonly at: number };

export class Agent {
  readonly #host: AgentHost;
  #timer: NodeJS.Timeout | undefined;
  #sources: readonly Source[] = [];
  readonly #ready = new Set<string>();
  #shipping: Promise<void> = Promise.resolve();

  constructor(host: AgentHost) {
    this.#host = host;
  }

  async start(): Promise<boolean> {
    this.#sources = await this.#configured();
    if (this.#sources.length === 0) return false;
    const round = (): void => {
      this.#shipping = this.#ship().catch(async (error: unknown) => void (await this.#say(String(error))));
      this.#shipping.finally(() => {
        if (this.#timer !== undefined) this.#timer = setTimeout(round, intervalMs / this.#host.pace).unref();
      });
    };
    this.#timer = setTimeout(round, 300).unref();
    return true;
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#shipping;
  }

  async #configured(): Promise<readonly Source[]> {
    const { fs } = this.#host;
    const folder = `${agentRoot}/etc/amazon-cloudwatch-agent.d`;
    const sources: Source[] = [];
    for (const name of (await fs.names(folder)).toSorted()) {
      const text = await fs.text(`${folder}/${name}`);
      const list: unknown = JSON.parse(text)?.logs?.logs_collected?.files?.collect_list;
      for (const entry of Array.isArray(list) ? list : []) {
        const {
          file_path: path,
          log_group_name: group,
          log_stream_name: stream,
        } = entry as Record<string, string | undefined>;
        if (path !== undefined)
          sources.push({
            path,
            group: this.#fill(group ?? path.split('/').at(-1) ?? ''),
            stream: this.#fill(stream ?? '{instance_id}'),
          });
      }
    }
    return sources;
  }

  #fill(text: string): string {
    return text
      .replaceAll('{instance_id}', this.#host.instanceId)
      .replaceAll(/\{(local_)?hostname\}/g, this.#host.hostname);
  }

  async #ship(): Promise<void> {
    const { fs } = this.#host;
    const offsets = JSON.parse((await fs.text(stateFile)) || '{}') as Record<string, number>;
    for (const source of this.#sources) {
      const { lines, at } = await this.#read(source.path, offsets[source.path] ?? 0);
      if (lines.length === 0) continue;
      if (!(await this.#send(source, lines))) continue;
      offsets[source.path] = at;
      await fs.put(stateFile, JSON.stringify(offsets), 0o600);
    }
  }

  /** Whole lines after an offset; a file that is shorter than that was rotated. */
  async #read(path: string, from: number): Promise<Read> {
    const text = await this.#host.fs.text(path);
    const begin = from > text.length ? 0 : from;
    const end = text.lastIndexOf('\n') + 1;
    return {
      lines: text
        .slice(begin, end)
        .split('\n')
        .filter((line) => line !== '')
        .slice(0, 5000),
      at: Math.max(begin, end),
    };
  }

  async #send({ group, stream }: Source, lines: readonly string[]): Promise<boolean> {
    const { apiPort: port, region } = this.#host;
    const credentials = this.#host.credentials();
    if (credentials === undefined || !this.#host.reachesInternet()) return false;
    const names = { logGroupName: group, logStreamName: stream };
    const call = (action: string, body: unknown): Promise<string | undefined> =>
      callLogs({ port, region, credentials, action, body });
    const key = `${group} ${stream}`;
    if (!this.#ready.has(key)) {
      const refused = await call('CreateLogStream', names);
      if (refused !== undefined && refused !== 'ResourceAlreadyExistsException')
        return this.#say(`CreateLogStream: ${refused}`);
      this.#ready.add(key);
    }
    const timestamp = Date.now();
    const refused = await call('PutLogEvents', {
      ...names,
      logEvents: lines.map((message) => ({ timestamp, message })),
    });
    if (refused === undefined) return true;
    this.#ready.delete(key);
    return this.#say(`PutLogEvents: ${refused}`);
  }

  async #say(text: string): Promise<false> {
    await this.#host.fs
      .appendFile(`${agentRoot}/logs/amazon-cloudwatch-agent.log`, `${new Date().toISOString()} E! ${text}\n`)
      .catch(() => undefined);
    return false;
  }
}

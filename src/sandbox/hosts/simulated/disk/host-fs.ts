/** A host's file system: just-bash's own in memory, with owners and a word to whoever saves it. */
import { InMemoryFs } from 'just-bash/browser';

/** Everything below these is made anew at every boot, or is nobody's state. */
const volatile = ['/proc', '/sys', '/run', '/tmp', '/dev', '/bin', '/usr/bin'];

export const isVolatile = (path: string): boolean =>
  volatile.some((folder) => path === folder || path.startsWith(`${folder}/`));

/** Text of one character a byte as bytes: Buffer does it in one go, just-bash letter by letter. */
function bytesOf(
  content: Parameters<InMemoryFs['writeFileSync']>[1],
  options: Parameters<InMemoryFs['writeFileSync']>[2],
): string | Uint8Array {
  const encoding = typeof options === 'string' ? options : options?.encoding;
  const bytewise = encoding === 'binary' || encoding === 'latin1';
  return typeof content === 'string' && bytewise ? new Uint8Array(Buffer.from(content, 'latin1')) : content;
}

export class HostFs extends InMemoryFs {
  /** Who owns what is not root's, `user:group`. */
  readonly owners = new Map<string, string>();
  /** Bytes that files take beside what they hold, by path: `fallocate` fills a disk and no memory. */
  readonly allocated = new Map<string, number>();
  /** What was last written below /proc/sys, by path: packets ask for it on their way and cannot wait for a read. */
  readonly #settings = new Map<string, string>();
  /** Every shell lays its commands into /bin and /usr/bin when it begins: what lies there as it would is left alone. */
  readonly #commands = new Map<string, string>();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    super();
    this.#onChange = onChange;
  }

  ownerOf(path: string): string {
    const own = this.owners.get(path);
    if (own !== undefined) return own;
    const user = /^\/home\/([^/]+)/.exec(path)?.[1];
    return user === undefined ? 'root:root' : `${user}:${user}`;
  }

  setOwner(path: string, owner: string): void {
    this.owners.set(path, owner);
    this.#touched(path);
  }

  /** A kernel setting by its sysctl name, `net.ipv4.ip_forward`; undefined when the kernel has none of that name. */
  setting(key: string): string | undefined {
    return this.#settings.get(`/proc/sys/${key.replaceAll('.', '/')}`);
  }

  /** Every kernel setting by its name, sorted. */
  settings(): readonly (readonly [string, string])[] {
    return [...this.#settings]
      .map(([path, value]) => [path.slice('/proc/sys/'.length).replaceAll('/', '.'), value] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1));
  }

  /** Text of a file; empty when it cannot be read. */
  async text(path: string): Promise<string> {
    return this.readFile(path).catch(() => '');
  }

  /** Writes a file with its folders. */
  async put(path: string, text: string, mode = 0o644): Promise<void> {
    await this.mkdir(path.slice(0, path.lastIndexOf('/')) || '/', { recursive: true });
    await this.writeFile(path, text);
    await this.chmod(path, mode);
  }

  /** Names in a folder; none when there is no such folder. */
  async names(path: string): Promise<readonly string[]> {
    return this.readdir(path).catch(() => []);
  }

  override writeFileSync(...[path, content, options, metadata]: Parameters<InMemoryFs['writeFileSync']>): void {
    const command = typeof content === 'string' && /^(\/usr)?\/bin\/[^/]+$/.test(path);
    if (command && this.#commands.get(path) === content) return;
    super.writeFileSync(path, bytesOf(content, options), options, metadata);
    if (command) this.#commands.set(path, content);
    this.#observe(path, content);
  }

  override async writeFile(...args: Parameters<InMemoryFs['writeFile']>): Promise<void> {
    // A file that is written anew keeps its mode.
    const before = await this.lstat(args[0]).catch(() => undefined);
    await super.writeFile(...args);
    if (before?.isFile) await super.chmod(args[0], before.mode);
    this.#observe(args[0], args[1]);
    this.#touched(args[0]);
  }

  override async appendFile(...args: Parameters<InMemoryFs['appendFile']>): Promise<void> {
    await super.appendFile(...args);
    this.#touched(args[0]);
  }

  override async mkdir(...args: Parameters<InMemoryFs['mkdir']>): Promise<void> {
    await super.mkdir(...args);
    this.#touched(args[0]);
  }

  override async rm(...args: Parameters<InMemoryFs['rm']>): Promise<void> {
    await super.rm(...args);
    this.#commands.clear();
    this.owners.delete(args[0]);
    this.allocated.delete(args[0]);
    for (const path of this.#settings.keys()) if (path.startsWith(args[0])) this.#settings.delete(path);
    this.#touched(args[0]);
  }

  override async cp(...args: Parameters<InMemoryFs['cp']>): Promise<void> {
    await super.cp(...args);
    this.#touched(args[1]);
  }

  override async mv(...args: Parameters<InMemoryFs['mv']>): Promise<void> {
    await super.mv(...args);
    this.#commands.clear();
    this.owners.delete(args[1]);
    const owner = this.owners.get(args[0]);
    if (owner !== undefined) this.owners.set(args[1], owner);
    this.owners.delete(args[0]);
    this.#touched(args[1]);
  }

  override async chmod(...args: Parameters<InMemoryFs['chmod']>): Promise<void> {
    await super.chmod(...args);
    this.#touched(args[0]);
  }

  override async symlink(...args: Parameters<InMemoryFs['symlink']>): Promise<void> {
    await super.symlink(...args);
    this.#touched(args[1]);
  }

  override async link(...args: Parameters<InMemoryFs['link']>): Promise<void> {
    await super.link(...args);
    this.#touched(args[1]);
  }

  #observe(path: string, content: string | Uint8Array): void {
    if (!path.startsWith('/proc/sys/')) return;
    const before = this.#settings.get(path);
    const now = (typeof content === 'string' ? content : Buffer.from(content).toString()).trim();
    this.#settings.set(path, now);
    if (path !== '/proc/sys/net/ipv4/ip_forward' || before === undefined || before === now) return;
    // A change of it makes a router of a host or a host of a router, with all that befits one (inet_forward_change()).
    this.writeFileSync('/proc/sys/net/ipv4/conf/all/accept_redirects', now === '0' ? '1\n' : '0\n');
    for (const key of [...this.#settings.keys()])
      if (/\/ipv4\/conf\/[^/]+\/forwarding$/.test(key)) this.writeFileSync(key, `${now}\n`);
  }

  #touched(path: string): void {
    if (!isVolatile(path)) this.#onChange();
  }
}

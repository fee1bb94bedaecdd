/** What a user may do with a file: its mode, its owner and group, and the folders on the way to it. */
import type { HostFs } from './host-fs.ts';

/** As in a mode's digit. */
export const access = { read: 4, write: 2, search: 1 } as const;

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

/** Kernel files that decide by themselves who may do what. */
const everybodys = (path: string): boolean => path === '/dev' || path.startsWith('/dev/') || path.startsWith('/proc/');

export class Permissions {
  readonly #fs: HostFs;
  readonly #user: string;

  constructor(fs: HostFs, user: string) {
    this.#fs = fs;
    this.#user = user;
  }

  /** May the user do this with what is there? Following links; what is not there is nobody's secret. */
  async has(path: string, bits: number): Promise<boolean> {
    const real = await this.#fs.realpath(path).catch(() => path);
    if (everybodys(real)) return true;
    return (await this.reaches(real)) && this.#allows(real, bits);
  }

  /** May the user pass through every folder above it? */
  async reaches(path: string): Promise<boolean> {
    for (let folder = folderOf(path); folder !== '/'; folder = folderOf(folder))
      if (!(await this.#allows(folder, access.search))) return false;
    return true;
  }

  /** May the user make, rename or remove a name in its folder? In a sticky one only what is their own (chmod(1)). */
  async changesName(path: string): Promise<boolean> {
    if (everybodys(path)) return true;
    const folder = folderOf(path);
    if (!(await this.has(folder, access.write | access.search))) return false;
    const { mode } = await this.#fs.stat(folder).catch(() => ({ mode: 0 }));
    return (mode & 0o1000) === 0 || !(await this.#fs.exists(path)) || this.owns(path);
  }

  owns(path: string): boolean {
    return this.#fs.ownerOf(path).startsWith(`${this.#user}:`);
  }

  async #allows(path: string, bits: number): Promise<boolean> {
    const stat = await this.#fs.stat(path).catch(() => undefined);
    if (stat === undefined) return true;
    const group = this.#fs.ownerOf(path).split(':')[1] ?? '';
    const shift = this.owns(path) ? 6 : (await this.#groups()).includes(group) ? 3 : 0;
    return ((stat.mode >> shift) & bits) === bits;
  }

  async #groups(): Promise<readonly string[]> {
    const lines = (await this.#fs.text('/etc/group')).split('\n').map((line) => line.split(':'));
    return lines.flatMap(([name = '', , , members = '']) =>
      name === this.#user || members.split(',').includes(this.#user) ? [name] : [],
    );
  }
}

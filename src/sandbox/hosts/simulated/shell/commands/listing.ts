/** `ls -l`: just-bash's knows neither modes nor owners. */
import type { HostFs } from '#sandbox/hosts/simulated/disk/host-fs.ts';
import type { Call, Output } from '#sandbox/hosts/simulated/shell/command.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `-rw-r--r--`, with the sticky bit of folders like /tmp. */
function modeText(kind: string, mode: number): string {
  const bits = [6, 3, 0].map((shift) =>
    ['r', 'w', 'x'].map((letter, index) => (((mode >> shift) & (4 >> index)) === 0 ? '-' : letter)).join(''),
  );
  const text = `${kind}${bits.join('')}`;
  if ((mode & 0o1000) === 0) return text;
  return `${text.slice(0, -1)}${text.endsWith('x') ? 't' : 'T'}`;
}

function timeText(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const recent = Date.now() - at.getTime() < 180 * 86_400_000;
  const clock = recent ? `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}` : ` ${at.getUTCFullYear()}`;
  return `${months[at.getUTCMonth()]} ${String(at.getUTCDate()).padStart(2)} ${clock}`;
}

type Row = readonly [
  mode: string,
  links: string,
  user: string,
  group: string,
  size: string,
  time: string,
  name: string,
];

async function row(fs: HostFs, path: string, name: string, flags: string): Promise<Row> {
  const stat = await fs.lstat(path);
  const [user = '', group = ''] = fs.ownerOf(path).split(':');
  const numeric = (who: string): string => (flags.includes('n') ? (who === 'root' ? '0' : '1000') : who);
  const kind = stat.isDirectory ? 'd' : stat.isSymbolicLink ? 'l' : '-';
  const size = stat.isDirectory ? 4096 : stat.size;
  const human = flags.includes('h') && size >= 1024 ? `${(size / 1024).toFixed(1)}K` : String(size);
  const shown = stat.isSymbolicLink ? `${name} -> ${await fs.readlink(path)}` : name;
  const mode = modeText(kind, stat.isSymbolicLink ? 0o777 : stat.mode);
  return [mode, stat.isDirectory ? '2' : '1', numeric(user), numeric(group), human, timeText(stat.mtime), shown];
}

/** Columns as wide as their widest; links and sizes to the right. */
function table(rows: readonly Row[]): string {
  const width = (column: number): number => Math.max(0, ...rows.map((each) => (each[column] ?? '').length));
  const widths = [0, 1, 2, 3, 4, 5].map(width);
  return rows
    .map((each) =>
      each
        .map((text, column) =>
          column === 6
            ? text
            : column === 1 || column === 4
              ? text.padStart(widths[column] ?? 0)
              : text.padEnd(widths[column] ?? 0),
        )
        .join(' '),
    )
    .map((line) => `${line}\n`)
    .join('');
}

async function folder(call: Call, path: string, flags: string): Promise<string> {
  const hidden = /[aA]/.test(flags);
  const names = (await call.fs.readdir(path)).filter((name) => hidden || !name.startsWith('.')).toSorted();
  const all = [...(flags.includes('a') ? ['.', '..'] : []), ...names];
  const rows = await Promise.all(all.map((name) => row(call.machine.fs, call.path(`${path}/${name}`), name, flags)));
  const sorted = flags.includes('r') ? rows.toReversed() : rows;
  return `total ${names.length * 4}\n${table(sorted)}`;
}

/** Long listings; every other is just-bash's own. */
export async function ls(call: Call): Promise<Output> {
  const flags = call.args.flatMap((word) => (/^-\w/.test(word) ? [word.slice(1)] : [])).join('');
  if (!/[ln]/.test(flags) || /[^alAdhnr1]/.test(flags)) return call.original(call.args);
  const names = call.args.filter((word) => !word.startsWith('-'));
  const out: string[] = [];
  const errors: string[] = [];
  const files: Row[] = [];
  for (const name of names.length === 0 ? ['.'] : names) {
    const path = call.path(name);
    const stat = await call.fs.lstat(path).catch((error: unknown) => String(error));
    if (typeof stat === 'string')
      errors.push(
        `ls: cannot access '${name}': ${stat.includes('EACCES') ? 'Permission denied' : 'No such file or directory'}\n`,
      );
    else if (!stat.isDirectory || flags.includes('d')) files.push(await row(call.machine.fs, path, name, flags));
    else
      await folder(call, path, flags).then(
        (text) => out.push(names.length > 1 ? `${name}:\n${text}` : text),
        () => errors.push(`ls: cannot open directory '${name}': Permission denied\n`),
      );
  }
  const blocks = [...(files.length === 0 ? [] : [table(files)]), ...out];
  return { stdout: blocks.join('\n'), stderr: errors.join(''), code: errors.length === 0 ? 0 : 2 };
}

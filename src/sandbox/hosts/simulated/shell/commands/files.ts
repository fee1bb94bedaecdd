/** Files and their owners: what just-bash lacks or does not know about users. */
import { randomBytes } from 'node:crypto';
import {
  type Call,
  type Commands,
  complained,
  done,
  type Output,
  options,
  said,
} from '#sandbox/hosts/simulated/shell/command.ts';
import { ls } from './listing.ts';

const octal = (mode: number): string => (mode & 0o7777).toString(8);

async function stat(call: Call): Promise<Output> {
  const { values, rest, flags } = options(call.args, ['-c', '--format', '--printf']);
  const format = values.get('-c') ?? values.get('--format') ?? values.get('--printf');
  if (format === undefined) return call.original(call.args);
  const lines: string[] = [];
  for (const name of rest) {
    const path = call.path(name);
    const found = await (flags.has('-L') ? call.fs.stat(path) : call.fs.lstat(path)).catch(() => undefined);
    if (found === undefined)
      return { stdout: lines.join(''), stderr: `stat: cannot statx '${name}': No such file or directory\n`, code: 1 };
    const [user = '', group = ''] = call.machine.fs.ownerOf(path).split(':');
    const kind = found.isDirectory
      ? 'directory'
      : found.isSymbolicLink
        ? 'symbolic link'
        : found.size === 0
          ? 'regular empty file'
          : 'regular file';
    const fields: Readonly<Record<string, string>> = {
      a: octal(found.mode),
      U: user,
      G: group,
      s: String(found.size + (call.machine.fs.allocated.get(path) ?? 0)),
      n: name,
      F: kind,
      h: '1',
      i: '1',
      Y: String(Math.floor(found.mtime.getTime() / 1000)),
      u: user === 'root' ? '0' : '1000',
      g: group === 'root' ? '0' : '1000',
      y: found.mtime.toISOString().replace('T', ' ').replace('Z', ' +0000'),
    };
    lines.push(`${format.replace(/%([a-zA-Z])/g, (all, letter: string) => fields[letter] ?? all)}\n`);
  }
  return { stdout: lines.join('') };
}

async function chown(call: Call): Promise<Output> {
  const { rest, flags } = options(call.args, []);
  const [owner = '', ...names] = rest;
  const [user = '', group] = owner.split(/[:.]/);
  const { fs } = call.machine;
  for (const name of names) {
    const path = call.path(name);
    if (call.shell.user !== 'root')
      return complained(`chown: changing ownership of '${name}': Operation not permitted`);
    if (!(await fs.exists(path))) return complained(`chown: cannot access '${name}': No such file or directory`);
    const below = flags.has('-R') ? fs.getAllPaths().filter((each) => each.startsWith(`${path}/`)) : [];
    for (const each of [path, ...below]) {
      const [oldUser, oldGroup] = fs.ownerOf(each).split(':');
      fs.setOwner(
        each,
        `${user === '' ? oldUser : user}:${group === undefined ? oldGroup : group === '' ? user : group}`,
      );
    }
  }
  return done;
}

async function mktemp(call: Call): Promise<Output> {
  const { flags, values, rest } = options(call.args, ['-p', '--tmpdir']);
  const template = rest[0] ?? 'tmp.XXXXXXXXXX';
  const folder = values.get('-p') ?? (template.includes('/') ? '' : '/tmp');
  const name = template.replace(/X{3,}/, (marks) =>
    randomBytes(marks.length).toString('base64url').slice(0, marks.length),
  );
  const path = call.path(folder === '' ? name : `${folder}/${name}`);
  const { fs } = call;
  if (flags.has('-d')) {
    await fs.mkdir(path, { recursive: true });
    await fs.chmod(path, 0o700);
  } else {
    await fs.writeFile(path, '');
    await fs.chmod(path, 0o600);
  }
  return said(path);
}

async function install(call: Call): Promise<Output> {
  const { flags, values, rest } = options(call.args, ['-m', '--mode', '-o', '-g', '-t']);
  const mode = Number.parseInt(values.get('-m') ?? values.get('--mode') ?? '755', 8);
  const { fs } = call;
  if (flags.has('-d')) {
    for (const name of rest) {
      await fs.mkdir(call.path(name), { recursive: true });
      await fs.chmod(call.path(name), mode);
    }
    return done;
  }
  const [source = '', target = ''] = rest.map((name) => call.path(name));
  if (!(await fs.exists(source))) return complained(`install: cannot stat '${rest[0]}': No such file or directory`);
  const isFolder = await fs.stat(target).then(
    (one) => one.isDirectory,
    () => false,
  );
  const path = isFolder ? `${target}/${source.split('/').at(-1)}` : target;
  await fs.mkdir(path.slice(0, path.lastIndexOf('/')) || '/', { recursive: true });
  await fs.cp(source, path);
  await fs.chmod(path, mode);
  return done;
}

async function cmp(call: Call): Promise<Output> {
  const { flags, rest } = options(call.args, []);
  const [a, b] = await Promise.all(
    rest
      .slice(0, 2)
      .map((name) =>
        name === '-' ? Promise.resolve(call.bytes) : call.fs.readFile(call.path(name), 'latin1').catch(() => undefined),
      ),
  );
  const quiet = flags.has('-s') || flags.has('--silent') || flags.has('--quiet');
  if (a === undefined || b === undefined)
    return quiet
      ? { code: 2 }
      : complained(`cmp: ${a === undefined ? rest[0] : rest[1]}: No such file or directory`, 2);
  if (a === b) return done;
  return quiet ? { code: 1 } : { stdout: `${rest[0]} ${rest[1]} differ\n`, code: 1 };
}

/** just-bash's grep heeds the last -e alone: several patterns become one. */
async function grep(call: Call): Promise<Output> {
  const patterns: string[] = [];
  const rest: string[] = [];
  for (let at = 0; at < call.args.length; at++) {
    const word = call.args[at] ?? '';
    if (word === '--') {
      rest.push(...call.args.slice(at));
      break;
    }
    if (word === '-e') {
      patterns.push(call.args[at + 1] ?? '');
      at += 1;
    } else rest.push(word);
  }
  if (patterns.length < 2) return call.original(call.args);
  const fixed = rest.some((word) => /^-\w*F/.test(word));
  const extended = rest.some((word) => /^-\w*E/.test(word));
  const escaped = fixed ? patterns.map((each) => each.replace(/[.*[\]\\^$]/g, '\\$&')) : patterns;
  return call.original([
    '-e',
    escaped.join(extended ? '|' : '\\|'),
    ...rest.map((word) => (/^-\w*F/.test(word) ? word.replace('F', '') : word)).filter((word) => word !== '-'),
  ]);
}

/** Of an 8 GiB volume as Debian's image leaves it, in KiB: what the file system has, and what is used of it. */
const disk = { size: 8_026_128, used: 1_203_344, reserved: 431_872 };

function df({ machine }: Call): Output {
  const allocated = [...machine.fs.allocated.values()].reduce((sum, bytes) => sum + bytes / 1024, 0);
  const used = Math.ceil(disk.used + allocated);
  const free = Math.max(0, disk.size - disk.reserved - used);
  const share = Math.ceil((used / (used + free)) * 100);
  return said(
    `Filesystem     1K-blocks    Used Available Use% Mounted on\n/dev/nvme0n1p1   ${disk.size} ${used} ${free} ${share}% /`,
  );
}

/** `fallocate -l 6G FILE`. */
async function fallocate(call: Call): Promise<Output> {
  const { values, rest } = options(call.args, ['-l', '--length']);
  const [, amount = '', unit = ''] =
    /^(\d+)([KMG]?)(?:iB)?$/.exec(values.get('-l') ?? values.get('--length') ?? '') ?? [];
  if (amount === '') return complained('fallocate: no length argument specified');
  const path = call.path(rest[0] ?? '');
  if (!(await call.fs.exists(path))) await call.fs.writeFile(path, '');
  call.machine.fs.allocated.set(path, Number(amount) * 1024 ** ['', 'K', 'M', 'G'].indexOf(unit));
  return done;
}

export const fileCommands: Commands = {
  stat,
  chown,
  chgrp: () => done,
  mktemp,
  install,
  grep,
  cmp,
  ls,
  sync: () => done,
  chattr: () => done,
  lsattr: ({ args }) => said(args.map((name) => `--------------e------- ${name}`).join('\n')),
  df,
  fallocate,
  free: () =>
    said(
      '               total        used        free      shared  buff/cache   available\nMem:         1984136      214820     1523408         640      245908     1614796\nSwap:              0           0           0',
    ),
  umask: ({ args, shell }) => {
    if (args[0] === undefined) return said(shell.umask.toString(8).padStart(4, '0'));
    shell.umask = Number.parseInt(args[0], 8);
    return done;
  },
};

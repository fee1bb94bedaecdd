/** apt and dpkg over the catalogue of packages. */
import { remove, unpack, withDependencies } from '#sandbox/hosts/simulated/image/install.ts';
import { catalogue } from '#sandbox/hosts/simulated/image/packages.ts';
import {
  type Call,
  type Commands,
  complained,
  done,
  type Output,
  options,
  said,
} from '#sandbox/hosts/simulated/shell/command.ts';

const withValue = ['-o', '-c', '-t', '--option'];

async function apt(call: Call): Promise<Output> {
  const { rest, flags } = options(call.args, withValue);
  const [verb = '', ...names] = rest;
  const { machine } = call;
  if (call.shell.user !== 'root')
    return complained('E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)', 100);
  const simulated = flags.has('-s') || flags.has('--simulate') || flags.has('--dry-run');
  switch (verb) {
    case 'update':
      if (machine.reachesInternet())
        return said('Hit:1 http://archive.sandbox.internal/debian bookworm InRelease\nReading package lists...');
      return complained(
        'W: Failed to fetch http://archive.sandbox.internal/debian/dists/bookworm/InRelease  Could not connect\nE: Some index files failed to download.',
        100,
      );
    case 'upgrade':
    case 'dist-upgrade':
    case 'full-upgrade':
      return said(
        'Reading package lists...\nCalculating upgrade...\n0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.',
      );
    case 'install':
      return install(call, names, simulated);
    case 'remove':
    case 'purge':
      for (const name of simulated ? [] : names) {
        for (const unit of catalogue[name]?.units ?? []) await machine.systemd.stop(unit.name);
        await remove(machine.fs, name);
        machine.packages.delete(name);
      }
      machine.changed();
      return said(`Removing ${names.join(' ')} ...`);
    default:
      return done;
  }
}

async function install(call: Call, names: readonly string[], simulated: boolean): Promise<Output> {
  const { machine } = call;
  const unknown = names.find((name) => withDependencies(name) === undefined);
  if (unknown !== undefined) return complained(`E: Unable to locate package ${unknown}`, 100);
  const wanted = [...new Set(names.flatMap((name) => withDependencies(name) ?? []))].filter(
    (name) => !machine.packages.has(name),
  );
  if (wanted.length > 0 && !machine.reachesInternet())
    return complained('E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?', 100);
  const lines: string[] = [];
  for (const name of simulated ? [] : wanted) {
    for (const other of catalogue[name]?.conflicts ?? []) {
      for (const unit of catalogue[other]?.units ?? []) await machine.systemd.stop(unit.name);
      await remove(machine.fs, other);
      machine.packages.delete(other);
    }
    const starting = await unpack(machine.fs, name);
    machine.packages.add(name);
    lines.push(`Setting up ${name} (${catalogue[name]?.version ?? ''}) ...`);
    for (const unit of starting) await machine.systemd.start(unit);
  }
  if (wanted.length > 0) machine.changed();
  return said([...lines, `0 upgraded, ${wanted.length} newly installed, 0 to remove and 0 not upgraded.`].join('\n'));
}

function dpkgQuery({ args, machine }: Call): Output {
  const { values, rest, flags } = options(args, ['-f', '--showformat']);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: apt's and dpkg's own notation
  const format = values.get('-f') ?? values.get('--showformat') ?? '${binary:Package}\t${Version}\n';
  const names = rest.length === 0 ? [...machine.packages].toSorted() : rest;
  const unknown = names.filter((name) => !machine.packages.has(name));
  if (flags.has('-l'))
    return said(
      names
        .filter((name) => machine.packages.has(name))
        .map((name) => `ii  ${name}  ${catalogue[name]?.version ?? ''}  amd64`)
        .join('\n'),
      unknown.length > 0 ? 1 : 0,
    );
  const stdout = names
    .filter((name) => machine.packages.has(name))
    .map((name) =>
      format
        .replaceAll('\\n', '\n')
        .replaceAll('\\t', '\t')
        .replace(
          /\$\{([^}]+)\}/g,
          (_, key: string) =>
            ({
              'db:Status-Status': 'installed',
              'db:Status-Abbrev': 'ii ',
              Status: 'install ok installed',
              Package: name,
              'binary:Package': name,
              Version: catalogue[name]?.version,
              Architecture: 'amd64',
            })[key] ?? '',
        ),
    )
    .join('');
  return {
    stdout,
    stderr: unknown.map((name) => `dpkg-query: no packages found matching ${name}\n`).join(''),
    code: unknown.length > 0 ? 1 : 0,
  };
}

function dpkg(call: Call): Output {
  const [verb] = call.args;
  if (verb === '--print-architecture') return said('amd64');
  if (verb === '-l' || verb === '-s' || verb === '--status')
    return dpkgQuery({ ...call, args: ['-l', ...call.args.slice(1)] });
  return done;
}

/** apt.conf(5): values end with a semicolon, braces match. */
async function aptConfig(call: Call): Promise<Output> {
  const { values } = options(call.args, ['-c', '--config-file']);
  const file = values.get('-c') ?? values.get('--config-file');
  const own = file === undefined ? [] : [call.path(file)];
  const { fs } = call.machine;
  const parts = (await fs.names('/etc/apt/apt.conf.d'))
    .filter((name) => !name.startsWith('.'))
    .toSorted()
    .map((name) => `/etc/apt/apt.conf.d/${name}`);
  const lines: string[] = [];
  for (const path of [...parts, ...own]) {
    const text = (await fs.text(path)).replace(/^\s*(?:\/\/|#).*$/gm, '');
    const open = (text.match(/\{/g) ?? []).length;
    if (open !== (text.match(/\}/g) ?? []).length || /^[^{};]*"[^"\n]*"\s*$/m.test(text))
      return complained(`E: Syntax error ${path}:1: Extra junk at end of file`, 100);
    for (const [, key, value] of text.matchAll(/^([A-Za-z:-]+)\s+"([^"]*)";/gm)) lines.push(`${key} "${value}";`);
  }
  return said(lines.join('\n'));
}

export const packageCommands: Commands = {
  'apt-get': apt,
  apt,
  'apt-cache': ({ args }) => {
    const version = catalogue[args.at(-1) ?? '']?.version;
    return version === undefined
      ? complained('N: Unable to locate package', 100)
      : said(`${args.at(-1)}:\n  Installed: ${version}\n  Candidate: ${version}`);
  },
  'apt-config': aptConfig,
  'apt-mark': () => done,
  dpkg,
  'dpkg-query': dpkgQuery,
  logrotate: async (call) => {
    const text = await call.machine.fs.text(call.path(call.args.at(-1) ?? ''));
    const balanced = (text.match(/\{/g) ?? []).length === (text.match(/\}/g) ?? []).length;
    return balanced ? done : complained('error: missing }');
  },
  auditctl: ({ args, machine }) =>
    args.includes('-s')
      ? said(`enabled 1\nfailure 1\npid ${machine.systemd.of('auditd').pid}\nbacklog_limit 8192\nlost 0`)
      : said('No rules'),
  augenrules: () => said('No change'),
};

/** apt over the catalogue of packages: the release's own archive, and the security archive with newer versions of some. */
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

/** What the archives have newer than the host, a security update each. */
function upgradable({ packages }: Call['machine']): readonly Upgrade[] {
  return [...packages].flatMap(([name, from]) => {
    const to = catalogue[name]?.version;
    return to === undefined || to === from ? [] : [{ name, from, to }];
  });
}

interface Upgrade {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

const header = 'Reading package lists...\nBuilding dependency tree...\nReading state information...';
const total = (upgraded: number, installed: number, downgraded = 0): string =>
  `${upgraded} upgraded, ${installed} newly installed, ${downgraded === 0 ? '' : `${downgraded} downgraded, `}0 to remove and 0 not upgraded.`;

async function upgrade(call: Call, simulated: boolean): Promise<Output> {
  const all = upgradable(call.machine);
  const lines = simulated
    ? [
        ...all.map(({ name, from, to }) => `Inst ${name} [${from}] (${to} Debian-Security:12/stable-security [amd64])`),
        ...all.map(({ name, to }) => `Conf ${name} (${to} Debian-Security:12/stable-security [amd64])`),
      ]
    : [];
  if (!simulated) {
    if (all.length > 0 && !call.machine.reachesInternet('tcp', 80)) return unfetched;
    for (const { name, to } of all) lines.push(await configure(call, name, to));
  }
  return said([header, 'Calculating upgrade...', total(all.length, 0), ...lines].join('\n'));
}

const unfetched = complained(
  'E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?',
  100,
);

/** Another version of what is there: its services start anew, as maintainer scripts do it. */
async function configure({ machine }: Call, name: string, version: string): Promise<string> {
  machine.packages.set(name, version);
  for (const { name: unit } of catalogue[name]?.units ?? []) {
    if (machine.systemd.state(unit) !== 'active') continue;
    await machine.systemd.stop(unit);
    await machine.systemd.start(unit);
  }
  machine.changed();
  return `Setting up ${name} (${version}) ...`;
}

async function apt(call: Call): Promise<Output> {
  const { rest, flags } = options(call.args, withValue);
  const [verb = '', ...names] = rest;
  const { machine } = call;
  if (call.shell.user !== 'root')
    return complained('E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)', 100);
  const simulated = flags.has('-s') || flags.has('--simulate') || flags.has('--dry-run');
  switch (verb) {
    case 'update':
      if (machine.reachesInternet('tcp', 80)) {
        await machine.fs.utimes('/var/lib/apt/lists', new Date(), new Date());
        return said('Hit:1 http://archive.sandbox.internal/debian bookworm InRelease\nReading package lists...');
      }
      return complained(
        'W: Failed to fetch http://archive.sandbox.internal/debian/dists/bookworm/InRelease  Could not connect\nE: Some index files failed to download.',
        100,
      );
    case 'upgrade':
    case 'dist-upgrade':
    case 'full-upgrade':
      return upgrade(call, simulated);
    case 'install':
      return install(call, names, { simulated, downgrades: flags.has('--allow-downgrades') });
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

async function install(
  call: Call,
  asked: readonly string[],
  { simulated, downgrades }: { readonly simulated: boolean; readonly downgrades: boolean },
): Promise<Output> {
  const { machine } = call;
  const wishes = asked.map((word) => {
    const [name = '', version = catalogue[name]?.version] = word.split('=');
    return { name, version };
  });
  const names = wishes.map(({ name }) => name);
  const unknown = names.find((name) => withDependencies(name) === undefined);
  if (unknown !== undefined) return complained(`E: Unable to locate package ${unknown}`, 100);
  const unheld = wishes.find(
    ({ name, version }) => version !== catalogue[name]?.version && version !== catalogue[name]?.older,
  );
  if (unheld !== undefined) return complained(`E: Version '${unheld.version}' for '${unheld.name}' was not found`, 100);
  const others = wishes.flatMap(({ name, version = '' }) => {
    const from = machine.packages.get(name);
    return from === undefined || from === version
      ? []
      : [{ name, version, down: version !== catalogue[name]?.version }];
  });
  const down = others.filter((one) => one.down).length;
  if (down > 0 && !downgrades)
    return complained('E: Packages were downgraded and -y was used without --allow-downgrades.', 100);
  const wanted = [...new Set(names.flatMap((name) => withDependencies(name) ?? []))].filter(
    (name) => !machine.packages.has(name),
  );
  if (wanted.length + others.length > 0 && !machine.reachesInternet('tcp', 80)) return unfetched;
  const lines: string[] = [];
  for (const { name, version } of simulated ? [] : others) lines.push(await configure(call, name, version));
  for (const name of simulated ? [] : wanted) {
    for (const other of catalogue[name]?.conflicts ?? []) {
      for (const unit of catalogue[other]?.units ?? []) await machine.systemd.stop(unit.name);
      await remove(machine.fs, other);
      machine.packages.delete(other);
    }
    const starting = await unpack(machine.fs, name);
    const version = wishes.find((wish) => wish.name === name)?.version ?? catalogue[name]?.version ?? '';
    machine.packages.set(name, version);
    lines.push(`Setting up ${name} (${version}) ...`);
    for (const unit of starting) await machine.systemd.start(unit);
  }
  if (wanted.length > 0) machine.changed();
  return said([header, ...lines, total(others.length - down, wanted.length, down)].join('\n'));
}

export const aptCommands: Commands = {
  'apt-get': apt,
  apt,
  'apt-cache': ({ args, machine }) => {
    const name = args.at(-1) ?? '';
    const version = catalogue[name]?.version;
    return version === undefined
      ? complained('N: Unable to locate package', 100)
      : said(`${name}:\n  Installed: ${machine.packages.get(name) ?? '(none)'}\n  Candidate: ${version}`);
  },
};

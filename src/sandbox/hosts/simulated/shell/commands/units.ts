/** What systemctl says of a unit, and whether it starts with the host. */
import { type Call, complained, type Output, said } from '#sandbox/hosts/simulated/shell/command.ts';
import { syslogLine } from '#sandbox/hosts/simulated/systemd/journal.ts';
import { isMasked, readUnit, type Unit, valuesOf, withSuffix } from '#sandbox/hosts/simulated/systemd/unit-file.ts';

const missing = (name: string): Output => complained(`Unit ${withSuffix(name)} could not be found.`, 4);

export async function isEnabled(call: Call, name: string): Promise<string | undefined> {
  const { fs } = call.machine;
  if (await isMasked(fs, withSuffix(name))) return 'masked';
  const unit = await readUnit(fs, name);
  if (unit === undefined) return undefined;
  for (const path of linksOf(unit))
    if (
      await fs.lstat(path).then(
        () => true,
        () => false,
      )
    )
      return 'enabled';
  return [...unit.values.keys()].some((key) => key.startsWith('Install.')) ? 'disabled' : 'static';
}

const linksOf = (unit: Unit): readonly string[] => [
  ...[...valuesOf(unit, 'Install.WantedBy'), ...valuesOf(unit, 'Install.RequiredBy')].flatMap((line) =>
    line.split(/\s+/).map((target) => `/etc/systemd/system/${target}.wants/${unit.name}`),
  ),
  ...valuesOf(unit, 'Install.Alias').map((alias) => `/etc/systemd/system/${alias}`),
];

export async function enable(call: Call, names: readonly string[], on: boolean): Promise<Output> {
  const { fs } = call.machine;
  let said = '';
  for (const name of names) {
    const unit = await readUnit(fs, name);
    if (unit === undefined)
      return complained(`Failed to ${on ? 'enable' : 'disable'} unit: Unit file ${withSuffix(name)} does not exist.`);
    for (const path of linksOf(unit)) {
      const there = await fs.lstat(path).then(
        () => true,
        () => false,
      );
      if (on && !there) {
        await fs.mkdir(path.slice(0, path.lastIndexOf('/')), { recursive: true });
        await fs.symlink(unit.path, path);
        said += `Created symlink ${path} → ${unit.path}.\n`;
      } else if (!on && there) {
        await fs.rm(path);
        said += `Removed "${path}".\n`;
      }
    }
  }
  return { stderr: said };
}

export async function show(call: Call, name: string, wanted: readonly string[], bare: boolean): Promise<Output> {
  const { state, sub, since, pid, result } = call.machine.systemd.of(name);
  const unit = await readUnit(call.machine.fs, name);
  const text =
    since.getTime() === 0
      ? ''
      : `${since.toUTCString().slice(0, 3)} ${since.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  const all: Readonly<Record<string, string>> = {
    Id: withSuffix(name),
    ActiveState: state,
    SubState: sub,
    MainPID: String(pid),
    Result: result,
    LoadState: unit === undefined ? 'not-found' : 'loaded',
    UnitFileState: (await isEnabled(call, name)) ?? '',
    ActiveEnterTimestamp: text,
    FragmentPath: unit?.path ?? '',
    NRestarts: '0',
  };
  const keys = wanted.length === 0 ? Object.keys(all) : wanted;
  return said(keys.map((key) => (bare ? (all[key] ?? '') : `${key}=${all[key] ?? ''}`)).join('\n'));
}

export async function status(call: Call, name: string): Promise<Output> {
  const unit = await readUnit(call.machine.fs, name);
  if (unit === undefined) return missing(name);
  const { state, sub, since, pid } = call.machine.systemd.of(name);
  const lines = call.machine.journal
    .entries()
    .filter((entry) => entry.unit === unit.name)
    .slice(-10);
  return said(
    [
      `${state === 'active' ? '●' : state === 'failed' ? '×' : '○'} ${unit.name} - ${unit.values.get('Unit.Description')?.at(-1) ?? unit.name}`,
      `     Loaded: loaded (${unit.path}; ${(await isEnabled(call, name)) ?? 'static'})`,
      `     Active: ${state} (${sub})${since.getTime() === 0 ? '' : ` since ${since.toISOString().slice(0, 19).replace('T', ' ')} UTC`}`,
      ...(pid === 0 ? [] : [`   Main PID: ${pid}`]),
      '',
      ...lines.map((entry) => syslogLine(entry, call.machine.hostname)),
    ].join('\n'),
    state === 'active' ? 0 : 3,
  );
}

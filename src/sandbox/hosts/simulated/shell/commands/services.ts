/** systemd's face: systemctl, journalctl, systemd-run, and what ends a boot. */
import {
  type Call,
  type Commands,
  complained,
  done,
  type Output,
  options,
  said,
} from '#sandbox/hosts/simulated/shell/command.ts';
import { syslogLine } from '#sandbox/hosts/simulated/systemd/journal.ts';
import { isMasked, readUnit, type Unit, valuesOf, withSuffix } from '#sandbox/hosts/simulated/systemd/unit-file.ts';

const missing = (name: string): Output => complained(`Unit ${withSuffix(name)} could not be found.`, 4);

async function isEnabled(call: Call, name: string): Promise<string | undefined> {
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

async function enable(call: Call, names: readonly string[], on: boolean): Promise<Output> {
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

/** @param waits false: what becomes of it is for its journal to tell */
async function start(call: Call, names: readonly string[], waits = true): Promise<Output> {
  for (const name of names) {
    const { systemd } = call.machine;
    if (!(await systemd.exists(name)))
      return complained(`Failed to start ${withSuffix(name)}: Unit ${withSuffix(name)} not found.`, 5);
    const starting = systemd.start(name);
    if (!waits) starting.catch(() => false);
    else if (!(await starting)) {
      return complained(
        `Job for ${withSuffix(name)} failed because the control process exited with error code.\nSee "systemctl status ${withSuffix(name)}" and "journalctl -xeu ${withSuffix(name)}" for details.`,
      );
    }
  }
  return done;
}

async function stop(call: Call, names: readonly string[]): Promise<Output> {
  for (const name of names) {
    if (!(await call.machine.systemd.exists(name)))
      return complained(`Failed to stop ${withSuffix(name)}: Unit ${withSuffix(name)} not loaded.`, 5);
    await call.machine.systemd.stop(name);
  }
  return done;
}

async function show(call: Call, name: string, wanted: readonly string[], bare: boolean): Promise<Output> {
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

async function status(call: Call, name: string): Promise<Output> {
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

async function systemctl(call: Call): Promise<Output> {
  const { flags, values, rest } = options(call.args, [
    '-p',
    '--property',
    '-n',
    '--lines',
    '-s',
    '--signal',
    '-t',
    '--type',
    '--state',
  ]);
  const [verb = 'list-units', ...names] = rest;
  const { systemd, fs } = call.machine;
  const quiet = flags.has('-q') || flags.has('--quiet');
  const now = flags.has('--now');
  const waits = !flags.has('--no-block');
  const [name = ''] = names;
  switch (verb) {
    case 'start':
      return start(call, names, waits);
    case 'stop':
      return stop(call, names);
    case 'restart':
    case 'try-restart': {
      if (!(await systemd.exists(name)))
        return complained(`Failed to restart ${withSuffix(name)}: Unit ${withSuffix(name)} not found.`, 5);
      if (verb === 'try-restart' && systemd.state(name) !== 'active') return done;
      for (const each of names) await systemd.stop(each);
      return start(call, names, waits);
    }
    case 'reload':
    case 'reload-or-restart':
      if (await systemd.reload(name)) return done;
      return verb === 'reload' ? complained(`${withSuffix(name)} is not active, cannot reload.`) : start(call, names);
    case 'enable': {
      const enabled = await enable(call, names, true);
      if (!now || (enabled.code ?? 0) !== 0) return enabled;
      return { ...(await start(call, names)), stderr: enabled.stderr ?? '' };
    }
    case 'disable': {
      const disabled = await enable(call, names, false);
      if (now) await stop(call, names);
      return disabled;
    }
    case 'mask':
    case 'unmask':
      for (const each of names) {
        await fs.rm(`/etc/systemd/system/${withSuffix(each)}`, { force: true });
        if (verb === 'mask') await fs.symlink('/dev/null', `/etc/systemd/system/${withSuffix(each)}`);
      }
      return done;
    case 'is-active': {
      const states = names.map((each) => systemd.state(each));
      return {
        stdout: quiet ? '' : states.map((each) => `${each}\n`).join(''),
        code: states.includes('active') ? 0 : 3,
      };
    }
    case 'is-failed': {
      const state = systemd.state(name);
      return { stdout: quiet ? '' : `${state}\n`, code: state === 'failed' ? 0 : 1 };
    }
    case 'is-enabled': {
      const state = await isEnabled(call, name);
      if (state === undefined)
        return complained(`Failed to get unit file state for ${withSuffix(name)}: No such file or directory`);
      return { stdout: quiet ? '' : `${state}\n`, code: state === 'disabled' || state === 'masked' ? 1 : 0 };
    }
    case 'is-system-running':
      return said(systemd.listed().some(([, one]) => one.state === 'failed') ? 'degraded' : 'running');
    case 'reset-failed':
      for (const each of names) systemd.resetFailed(each);
      return done;
    case 'daemon-reload':
      return done;
    case 'show': {
      const keys = (values.get('-p') ?? values.get('--property') ?? '').split(',').filter((key) => key !== '');
      const shown = await Promise.all(names.map((each) => show(call, each, keys, flags.has('--value'))));
      return { stdout: shown.map(({ stdout = '' }) => stdout).join('\n') };
    }
    case 'status':
      return status(call, name);
    case 'cat': {
      const unit = await readUnit(fs, name);
      return unit === undefined
        ? complained(`No files found for ${withSuffix(name)}.`)
        : said(`# ${unit.path}\n${await fs.text(unit.path)}`);
    }
    case 'kill':
      for (const each of names)
        await systemd.killed(
          withSuffix(each),
          /KILL|9/.test(values.get('-s') ?? values.get('--signal') ?? '') ? 'KILL' : 'TERM',
        );
      return done;
    case 'list-units':
    case 'list-timers':
    case 'list-unit-files': {
      const wanted = verb === 'list-timers' ? '.timer' : '';
      return said(
        systemd
          .listed()
          .filter(([each]) => each.endsWith(wanted))
          .map(([each, { state, sub }]) => `  ${each} loaded ${state} ${sub}`)
          .join('\n'),
      );
    }
    case 'reboot':
      call.machine.reboots();
      return done;
    case 'poweroff':
    case 'halt':
      call.machine.powersOff();
      return done;
    default:
      return complained(`Unknown command verb ${verb}.`);
  }
}

function journalctl({ args, machine }: Call): Output {
  const { values, flags } = options(args, [
    '-u',
    '--unit',
    '-t',
    '--identifier',
    '-n',
    '--lines',
    '-o',
    '--output',
    '--since',
    '-b',
    '-p',
  ]);
  const unit = values.get('-u') ?? values.get('--unit');
  const identifier = values.get('-t') ?? values.get('--identifier');
  const format = values.get('-o') ?? values.get('--output');
  const entries = machine.journal
    .entries()
    .filter(
      (entry) =>
        (unit === undefined || entry.unit === withSuffix(unit)) &&
        (identifier === undefined || entry.identifier === identifier),
    );
  const count = Number(values.get('-n') ?? values.get('--lines') ?? entries.length);
  const shown = entries.slice(-count);
  if (shown.length === 0) return said(flags.has('-q') ? '' : '-- No entries --');
  return said(
    shown.map((entry) => (format === 'cat' ? entry.message : syslogLine(entry, machine.hostname))).join('\n'),
  );
}

function systemdRun({ args, machine }: Call): Output {
  const { values, rest } = options(args, ['--unit', '--on-active', '--property', '-p', '--description', '--on-boot']);
  const unit = values.get('--unit') ?? `run-r${Date.now().toString(16)}`;
  const delay = Number.parseFloat(values.get('--on-active') ?? '0');
  machine.systemd.runLater(
    unit.replace(/\.service$/, ''),
    delay * 1000,
    rest.map((word) => (/\s/.test(word) ? `"${word}"` : word)).join(' '),
  );
  return {
    stderr:
      delay > 0
        ? `Running timer as unit: ${unit}.timer\nWill run service as unit: ${unit}.service\n`
        : `Running as unit: ${unit}.service\n`,
  };
}

async function cloudInit({ args, machine }: Call): Promise<Output> {
  if (args[0] !== 'status') return done;
  if (args.includes('--wait')) await machine.cloudInitDone;
  return said(machine.cloudInit() === 'done' ? 'status: done' : 'status: running');
}

const reboot = (machine: Call['machine']): Output => {
  machine.reboots();
  return done;
};

const powerOff = (machine: Call['machine']): Output => {
  machine.powersOff();
  return done;
};

export const serviceCommands: Commands = {
  systemctl,
  journalctl,
  'systemd-run': systemdRun,
  'cloud-init': cloudInit,
  reboot: ({ machine }) => reboot(machine),
  poweroff: ({ machine }) => powerOff(machine),
  halt: ({ machine }) => powerOff(machine),
  shutdown: ({ args, machine }) =>
    args.includes('-r') ? reboot(machine) : args.includes('-c') ? done : powerOff(machine),
  service: (call) => systemctl({ ...call, args: [call.args[1] ?? 'status', call.args[0] ?? ''] }),
};

/** systemctl: its verbs, on the units of one host. */
import { type Call, complained, done, type Output, options, said } from '#sandbox/hosts/simulated/shell/command.ts';
import { readUnit, withSuffix } from '#sandbox/hosts/simulated/systemd/unit-file.ts';
import { enable, isEnabled, show, status } from './units.ts';

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

interface Ask {
  readonly call: Call;
  readonly names: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
}

type Verb = (ask: Ask) => Output | Promise<Output>;

const isQuiet = ({ flags }: Ask): boolean => flags.has('-q') || flags.has('--quiet');
const waits = ({ flags }: Ask): boolean => !flags.has('--no-block');

const restart =
  (onlyIfActive: boolean): Verb =>
  async (ask) => {
    const { call, names } = ask;
    const { systemd } = call.machine;
    const [name = ''] = names;
    if (!(await systemd.exists(name)))
      return complained(`Failed to restart ${withSuffix(name)}: Unit ${withSuffix(name)} not found.`, 5);
    if (onlyIfActive && systemd.state(name) !== 'active') return done;
    for (const each of names) await systemd.stop(each);
    return start(call, names, waits(ask));
  };

const mask =
  (on: boolean): Verb =>
  async ({ call, names }) => {
    const { fs } = call.machine;
    for (const each of names) {
      await fs.rm(`/etc/systemd/system/${withSuffix(each)}`, { force: true });
      if (on) await fs.symlink('/dev/null', `/etc/systemd/system/${withSuffix(each)}`);
    }
    return done;
  };

const list =
  (suffix: string): Verb =>
  ({ call }) =>
    said(
      call.machine.systemd
        .listed()
        .filter(([each]) => each.endsWith(suffix))
        .map(([each, { state, sub }]) => `  ${each} loaded ${state} ${sub}`)
        .join('\n'),
    );

const powerOff: Verb = ({ call }) => {
  call.machine.powersOff();
  return done;
};

const verbs: Readonly<Record<string, Verb>> = {
  start: (ask) => start(ask.call, ask.names, waits(ask)),
  stop: ({ call, names }) => stop(call, names),
  restart: restart(false),
  'try-restart': restart(true),
  reload: async ({ call, names: [name = ''] }) =>
    (await call.machine.systemd.reload(name)) ? done : complained(`${withSuffix(name)} is not active, cannot reload.`),
  'reload-or-restart': async ({ call, names }) =>
    (await call.machine.systemd.reload(names[0] ?? '')) ? done : start(call, names),
  enable: async (ask) => {
    const enabled = await enable(ask.call, ask.names, true);
    if (!ask.flags.has('--now') || (enabled.code ?? 0) !== 0) return enabled;
    return { ...(await start(ask.call, ask.names)), stderr: enabled.stderr ?? '' };
  },
  disable: async ({ call, names, flags }) => {
    const disabled = await enable(call, names, false);
    if (flags.has('--now')) await stop(call, names);
    return disabled;
  },
  mask: mask(true),
  unmask: mask(false),
  'is-active': (ask) => {
    const states = ask.names.map((each) => ask.call.machine.systemd.state(each));
    return {
      stdout: isQuiet(ask) ? '' : states.map((each) => `${each}\n`).join(''),
      code: states.includes('active') ? 0 : 3,
    };
  },
  'is-failed': (ask) => {
    const state = ask.call.machine.systemd.state(ask.names[0] ?? '');
    return { stdout: isQuiet(ask) ? '' : `${state}\n`, code: state === 'failed' ? 0 : 1 };
  },
  'is-enabled': async (ask) => {
    const [name = ''] = ask.names;
    const state = await isEnabled(ask.call, name);
    if (state === undefined)
      return complained(`Failed to get unit file state for ${withSuffix(name)}: No such file or directory`);
    return { stdout: isQuiet(ask) ? '' : `${state}\n`, code: state === 'disabled' || state === 'masked' ? 1 : 0 };
  },
  'is-system-running': ({ call }) =>
    said(call.machine.systemd.listed().some(([, one]) => one.state === 'failed') ? 'degraded' : 'running'),
  'reset-failed': ({ call, names }) => {
    for (const each of names) call.machine.systemd.resetFailed(each);
    return done;
  },
  'daemon-reload': () => done,
  show: async ({ call, names, flags, values }) => {
    const keys = (values.get('-p') ?? values.get('--property') ?? '').split(',').filter((key) => key !== '');
    const shown = await Promise.all(names.map((each) => show(call, each, keys, flags.has('--value'))));
    return { stdout: shown.map(({ stdout = '' }) => stdout).join('\n') };
  },
  status: ({ call, names: [name = ''] }) => status(call, name),
  cat: async ({ call, names: [name = ''] }) => {
    const { fs } = call.machine;
    const unit = await readUnit(fs, name);
    return unit === undefined
      ? complained(`No files found for ${withSuffix(name)}.`)
      : said(`# ${unit.path}\n${await fs.text(unit.path)}`);
  },
  kill: async ({ call, names, values }) => {
    const signal = /KILL|9/.test(values.get('-s') ?? values.get('--signal') ?? '') ? 'KILL' : 'TERM';
    for (const each of names) await call.machine.systemd.killed(withSuffix(each), signal);
    return done;
  },
  'list-units': list(''),
  'list-unit-files': list(''),
  'list-timers': list('.timer'),
  reboot: ({ call }) => {
    call.machine.reboots();
    return done;
  },
  poweroff: powerOff,
  halt: powerOff,
};

/** What takes a value of its own. */
const valued = ['-p', '--property', '-n', '--lines', '-s', '--signal', '-t', '--type', '--state'];

export async function systemctl(call: Call): Promise<Output> {
  const { flags, values, rest } = options(call.args, valued);
  const [verb = 'list-units', ...names] = rest;
  const carryOut = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  return carryOut === undefined
    ? complained(`Unknown command verb ${verb}.`)
    : await carryOut({ call, names, flags, values });
}

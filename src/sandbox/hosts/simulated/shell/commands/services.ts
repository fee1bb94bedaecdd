/** The rest of systemd's face: journalctl, systemd-run, and what ends a boot. */
import { type Call, type Commands, done, type Output, options, said } from '#sandbox/hosts/simulated/shell/command.ts';
import { syslogLine } from '#sandbox/hosts/simulated/systemd/journal.ts';
import { withSuffix } from '#sandbox/hosts/simulated/systemd/unit-file.ts';
import { systemctl } from './systemctl.ts';

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

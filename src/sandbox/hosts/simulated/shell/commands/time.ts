/** Time: chrony over Amazon Time Sync, which every VPC has. */
import {
  type Call,
  type Commands,
  complained,
  done,
  type Output,
  options,
  said,
} from '#sandbox/hosts/simulated/shell/command.ts';

/** Servers and pools of chrony's configuration, as they stand. */
async function servers(call: Call): Promise<readonly string[]> {
  const { fs } = call.machine;
  const texts = [await fs.text('/etc/chrony/chrony.conf')];
  for (const folder of ['/etc/chrony/conf.d', '/etc/chrony/sources.d']) {
    for (const name of (await fs.names(folder)).toSorted())
      if (/\.(conf|sources)$/.test(name) && !name.startsWith('.')) texts.push(await fs.text(`${folder}/${name}`));
  }
  return texts.flatMap((text) => [...text.matchAll(/^(?:server|pool|peer)\s+(\S+)/gm)].map((match) => match[1] ?? ''));
}

/** Addresses of examples (RFC 5737): nobody has them. */
const nobodys = /^(192\.0\.2|198\.51\.100|203\.0\.113)\./;

/** The link-local service always answers; others do where there is a way to the Internet. */
const answers = (call: Call, server: string): boolean =>
  server === '169.254.169.123' || (!nobodys.test(server) && call.machine.reachesInternet('udp', 123));

/** With -n a name's address: of the range that tests of networks have to themselves, always the same for a name. */
function shown(server: string, numeric: boolean): string {
  if (!numeric || /^[\d.]+$/.test(server)) return server;
  const sum = [...server].reduce((all, letter) => (all * 31 + letter.charCodeAt(0)) % 65_536, 7);
  return `198.19.${sum >> 8}.${sum & 255}`;
}

/** just-bash asks the calendar for every part of a date, even for this. */
const date = (call: Call): Output | Promise<Output> =>
  call.args.length === 1 && call.args[0] === '+%s'
    ? said(String(Math.floor(Date.now() / 1000)))
    : call.original(call.args);

async function chronyc(call: Call): Promise<Output> {
  const words = call.args.filter((word) => !word.startsWith('-'));
  const numeric = call.args.includes('-n');
  if (call.machine.systemd.state('chrony') !== 'active') return complained('506 Cannot talk to daemon');
  const all = await servers(call);
  const good = all.find((server) => answers(call, server));
  const seconds = new Date().toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) ([\d:]+) GMT$/, '$1 $3 $2 $5 $4');
  switch (words[0]) {
    case 'waitsync':
      return {
        stdout: `try: 1, refid: ${good === undefined ? '00000000' : 'A9FEA97B'}, correction: 0.000001234, skew: 0.021\n`,
        code: good === undefined ? 1 : 0,
      };
    case 'tracking':
      return said(
        [
          `Reference ID    : ${good === undefined ? '00000000 ()' : `A9FEA97B (${good})`}`,
          `Stratum         : ${good === undefined ? 0 : 4}`,
          `Ref time (UTC)  : ${seconds}`,
          'System time     : 0.000001234 seconds slow of NTP time',
          'Last offset     : -0.000000812 seconds',
          'RMS offset      : 0.000004211 seconds',
          'Frequency       : 1.532 ppm slow',
          'Residual freq   : -0.000 ppm',
          'Skew            : 0.021 ppm',
          'Root delay      : 0.000310200 seconds',
          'Root dispersion : 0.000120400 seconds',
          'Update interval : 16.1 seconds',
          `Leap status     : ${good === undefined ? 'Not synchronised' : 'Normal'}`,
        ].join('\n'),
      );
    case 'sources':
      return said(
        [
          'MS Name/IP address         Stratum Poll Reach LastRx Last sample',
          '===============================================================================',
          ...all.map((server) =>
            answers(call, server)
              ? `^${server === good ? '*' : '+'} ${shown(server, numeric).padEnd(28)} 3   4   377     9  -1234ns[-2046ns] +/-  275us`
              : `^? ${shown(server, numeric).padEnd(28)} 0   6     0     -     +0ns[   +0ns] +/-    0ns`,
          ),
        ].join('\n'),
      );
    default:
      return done;
  }
}

async function chronyd(call: Call): Promise<Output> {
  const { values, flags } = options(call.args, ['-f']);
  if (!flags.has('-p')) return done;
  const text = await call.machine.fs.text(call.path(values.get('-f') ?? '/etc/chrony/chrony.conf'));
  const known =
    /^(server|pool|peer|confdir|sourcedir|keyfile|driftfile|ntsdumpdir|logdir|maxupdateskew|rtcsync|makestep|leapsectz|allow|local|log|bindcmdaddress|cmdport|refclock|hwtimestamp|minsources)\b/;
  const bad = text.split('\n').findIndex((line) => /^\s*[^#!%;\s]/.test(line) && !known.test(line.trim()));
  return bad < 0
    ? said(text)
    : complained(`Fatal error : Invalid directive at line ${bad + 1} in file ${values.get('-f')}`);
}

export const timeCommands: Commands = {
  date,
  chronyc,
  chronyd,
  ntpq: () => complained('ntpq: read: Connection refused'),
  timedatectl: (call) =>
    call.args[0] === 'show'
      ? said(
          `Timezone=Etc/UTC\nNTP=${call.machine.systemd.state('chrony') === 'active' || call.machine.systemd.state('systemd-timesyncd') === 'active' ? 'yes' : 'no'}\nNTPSynchronized=yes`,
        )
      : said(
          '               Local time: UTC\n           Universal time: UTC\n                Time zone: Etc/UTC (UTC, +0000)\nSystem clock synchronized: yes\n              NTP service: active',
        ),
};

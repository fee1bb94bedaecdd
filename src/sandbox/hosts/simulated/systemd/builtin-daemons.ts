/** The daemons of a host that are more than scripts: what starting and stopping them does. */
import { Agent } from '#sandbox/hosts/simulated/agent/agent.ts';
import type { Machine } from '#sandbox/hosts/simulated/machine.ts';
import { type JournalEntry, syslogLine } from './journal.ts';
import type { Native } from './manager.ts';

/** Characters a log file may grow to before its older half goes. */
const logLimit = 400_000;

const plain = (command: string): Native => ({ command, start: async () => true, stop: async () => undefined });

export function nativesOf(machine: Machine): ReadonlyMap<string, Native> {
  return new Map<string, Native>([
    ['strongswan.service', charonOf(machine)],
    ['rsyslog.service', rsyslogOf(machine)],
    ['amazon-cloudwatch-agent.service', agentOf(machine)],
    ['ssh.service', plain('sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups')],
    ['chrony.service', plain('/usr/sbin/chronyd -F 1')],
    ['auditd.service', auditdOf(machine)],
    ['cron.service', plain('/usr/sbin/cron -f')],
    ['systemd-timesyncd.service', plain('/lib/systemd/systemd-timesyncd')],
    [
      'unattended-upgrades.service',
      plain('/usr/bin/python3 /usr/share/unattended-upgrades/unattended-upgrade-shutdown --wait-for-signal'),
    ],
  ]);
}

function charonOf({ charon }: Machine): Native {
  return {
    command: '/usr/sbin/charon-systemd',
    start: () => charon.start(),
    stop: async (orderly) => charon.stop(orderly),
  };
}

function agentOf(machine: Machine): Native {
  const agent = new Agent({
    fs: machine.fs,
    instanceId: machine.spec.instanceId,
    hostname: machine.hostname,
    region: machine.spec.region,
    apiPort: machine.apiPort,
    pace: machine.pace,
    credentials: () => machine.credentials(),
    reachesInternet: () => machine.reachesInternet('tcp', 443),
  });
  return {
    command: '/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent',
    start: () => agent.start(),
    stop: () => agent.stop(),
  };
}

/** Appends lines to files, many at a time: a log line costs no write of its own. */
function logFiles(machine: Machine): (path: string, line: string) => void {
  const pending = new Map<string, string>();
  let flushing = false;
  const flush = async (): Promise<void> => {
    await new Promise<void>((resolve) => setImmediate(resolve));
    flushing = false;
    for (const [path, text] of [...pending]) {
      pending.delete(path);
      const before = await machine.fs.text(path);
      if (before === '') await machine.fs.put(path, text, 0o640);
      else if (before.length > logLimit) await machine.fs.put(path, before.slice(-logLimit / 2) + text, 0o640);
      else await machine.fs.appendFile(path, text);
    }
  };
  return (path, line) => {
    pending.set(path, `${pending.get(path) ?? ''}${line}\n`);
    if (flushing) return;
    flushing = true;
    void flush();
  };
}

/** rsyslog with Debian's own two files and whatever `:programname, startswith, "x" FILE` lines are below rsyslog.d. */
function rsyslogOf(machine: Machine): Native {
  const append = logFiles(machine);
  let end: (() => void) | undefined;
  return {
    command: '/usr/sbin/rsyslogd -n -iNONE',
    async start() {
      const own: (readonly [string, string])[] = [];
      for (const name of (await machine.fs.names('/etc/rsyslog.d')).toSorted()) {
        if (!name.endsWith('.conf') || name.startsWith('.')) continue;
        const text = await machine.fs.text(`/etc/rsyslog.d/${name}`);
        for (const [, program = '', file = ''] of text.matchAll(/^:programname,\s*startswith,\s*"([^"]+)"\s+-?(\S+)/gm))
          own.push([program, file]);
      }
      const take = (entry: JournalEntry): void => {
        const line = syslogLine(entry, machine.hostname);
        append(entry.facility === 'auth' ? '/var/log/auth.log' : '/var/log/syslog', line);
        for (const [program, file] of own) if (entry.identifier.startsWith(program)) append(file, line);
      };
      end = machine.journal.listen(take);
      return true;
    },
    async stop() {
      end?.();
      end = undefined;
    },
  };
}

/** Records of logins, sudo and services, as auditd writes them; rules are kept and watch nothing. */
function auditdOf(machine: Machine): Native {
  const append = logFiles(machine);
  let end: (() => void) | undefined;
  let serial = 100;
  return {
    command: '/sbin/auditd',
    async start() {
      end = machine.journal.listen((entry) => {
        if (entry.facility !== 'auth' && entry.identifier !== 'systemd') return;
        serial += 1;
        const kind =
          entry.identifier === 'systemd' ? 'SERVICE_START' : entry.identifier === 'sudo' ? 'USER_CMD' : 'USER_AUTH';
        append(
          '/var/log/audit/audit.log',
          `type=${kind} msg=audit(${(entry.time.getTime() / 1000).toFixed(3)}:${serial}): pid=${entry.pid} uid=0 msg='${entry.message.replaceAll("'", '')}'`,
        );
      });
      return true;
    },
    async stop() {
      end?.();
      end = undefined;
    },
  };
}

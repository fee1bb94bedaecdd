/** Shells, users, processes, locks and traps. */
import {
  type Call,
  type Commands,
  complained,
  done,
  type Output,
  options,
  plain,
  quote,
  said,
} from '#sandbox/hosts/simulated/shell/command.ts';
import { Shell } from '#sandbox/hosts/simulated/shell/shell.ts';

const finished = ({ stdout, stderr, code }: Output): Output => ({
  stdout: stdout ?? '',
  stderr: stderr ?? '',
  code: code ?? 0,
});

async function sh(call: Call): Promise<Output> {
  const { machine, shell, args } = call;
  const at = args.findIndex((word) => !word.startsWith('-') || word.includes('c'));
  const first = args[at];
  const inner = new Shell(machine, {
    user: shell.user,
    umask: shell.umask,
    cwd: call.cwd,
    env: Object.fromEntries(call.env),
  });
  if (first?.startsWith('-')) return finished(await inner.run(args[at + 1] ?? '', call.bytes, args.slice(at + 3)));
  if (first === undefined || args.includes('-s')) return finished(await inner.run(call.stdin));
  const text = await call.fs.readFile(call.path(first)).catch(() => undefined);
  if (text === undefined) return complained(`sh: 0: cannot open ${first}: No such file`, 2);
  // -n only reads; what the shell cannot parse it says before it runs anything.
  if (args[0] === '-n') {
    const checked = await inner.run(`if false; then :\n${text}\nfi`);
    return checked.code === 2 ? { stderr: checked.stderr, code: 2 } : done;
  }
  return finished(await inner.run(text, call.bytes, args.slice(at + 1)));
}

async function sudo(call: Call): Promise<Output> {
  const { machine, shell } = call;
  const args = [...call.args];
  let user = 'root';
  while (args[0]?.startsWith('-')) {
    const flag = args.shift() ?? '';
    if (flag === '-u' || flag === '-g') user = args.shift() ?? 'root';
    if (flag === '-i' && args[0] === undefined) args.push('true');
    if (flag === '-l')
      return said(`User ${shell.user} may run the following commands on ${machine.hostname}:\n    (ALL) NOPASSWD: ALL`);
    if (flag === '--') break;
  }
  const env: Record<string, string> = {};
  while (/^\w+=/.test(args[0] ?? '')) {
    const [key = '', value = ''] = (args.shift() ?? '').split(/=(.*)/s);
    env[key] = value;
  }
  if (shell.user !== 'root' && !(await machine.maySudo(shell.user))) return complained('sudo: a password is required');
  machine.log(
    'sudo',
    `${shell.user.padStart(8)} : PWD=${call.cwd} ; USER=${user} ; COMMAND=${args.join(' ').split('\n')[0]?.slice(0, 120)}`,
    'auth',
  );
  if (args.length === 0) return done;
  const inner = new Shell(machine, { user, umask: shell.umask, cwd: call.cwd, env });
  const script = (args[0] === 'sh' || args[0] === 'bash') && args[1] === '-c' ? args[2] : undefined;
  if (script !== undefined) return finished(await inner.run(script, call.bytes, args.slice(4)));
  return finished(await inner.run(plain(args).map(quote).join(' '), call.bytes));
}

/** `timeout 25 command…`: a command that is late goes on by itself here, and nobody waits for it. */
async function timeout(call: Call): Promise<Output> {
  const args = [...call.args];
  while (args[0]?.startsWith('-')) if (['-k', '-s'].includes(args.shift() ?? '')) args.shift();
  const [, amount = '0', unit = 's'] = /^([\d.]+)([smhd]?)$/.exec(args.shift() ?? '') ?? [];
  const ms = Number(amount) * ({ s: 1, m: 60, h: 3600, d: 86_400 }[unit || 's'] ?? 1) * 1000;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Output>((resolve) => {
    timer = setTimeout(() => resolve({ code: 124 }), ms);
  });
  try {
    return await Promise.race([call.exec(args), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function flock(call: Call): Promise<Output> {
  const { values, flags, rest } = options(call.args, ['-w', '--timeout', '-E']);
  const [what = '', ...command] = rest;
  const path = /^\d+$/.test(what) ? call.file(Number(what)) : call.path(what);
  if (path === undefined) return complained(`flock: ${what}: Bad file descriptor`, 65);
  const wait = flags.has('-n') ? 0 : Number(values.get('-w') ?? values.get('--timeout') ?? 3600) * 1000;
  const release = await call.machine.locks.take(path, call.shell, wait);
  if (release === undefined) return { code: 1 };
  if (command.length === 0) {
    call.shell.held.add(release);
    return done;
  }
  try {
    return await call.exec(command[0] === '-c' ? ['sh', ...command] : command);
  } finally {
    release();
  }
}

function ps({ machine }: Call): Output {
  const rows = machine
    .processes()
    .map(({ pid, command }) => `root      ${String(pid).padStart(7)}       1  0 09:00 ?        00:00:00 ${command}`);
  return said(
    [
      'UID          PID    PPID  C STIME TTY          TIME CMD',
      'root            1       0  0 09:00 ?        00:00:01 /sbin/init',
      ...rows,
    ].join('\n'),
  );
}

/** Programs whose name, or with -f whose command line, fits. */
function matching(call: Call): {
  readonly found: ReturnType<Call['machine']['processes']>;
  readonly signal: 'KILL' | 'TERM';
} {
  const words = call.args.filter((word) => !word.startsWith('-'));
  const pattern = new RegExp(words.at(-1) ?? '^$');
  const full = call.args.some((word) => /^-\w*f/.test(word));
  const signal = call.args.some((word) => /^-(9|KILL|SIGKILL)$/.test(word)) ? 'KILL' : 'TERM';
  const name = (command: string): string => (command.split(' ')[0] ?? '').split('/').at(-1)?.slice(0, 15) ?? '';
  return {
    found: call.machine.processes().filter(({ command }) => pattern.test(full ? command : name(command))),
    signal,
  };
}

async function pkill(call: Call): Promise<Output> {
  const { found, signal } = matching(call);
  for (const { unit } of found) await call.machine.systemd.killed(unit, signal);
  return { code: found.length === 0 ? 1 : 0 };
}

async function kill(call: Call): Promise<Output> {
  const signal = /^-(9|KILL|SIGKILL)$/.test(call.args[0] ?? '') ? 'KILL' : 'TERM';
  for (const pid of call.args.filter((word) => /^\d+$/.test(word)).map(Number)) {
    const one = call.machine.processes().find((each) => each.pid === pid);
    if (one === undefined) return complained(`kill: (${pid}) - No such process`);
    if (call.args[0] !== '-0') await call.machine.systemd.killed(one.unit, signal);
  }
  return done;
}

export const processCommands: Commands = {
  sh,
  bash: sh,
  dash: sh,
  sudo,
  timeout,
  flock,
  ps,
  pkill,
  killall: pkill,
  kill,
  pgrep: (call) => {
    const { found } = matching(call);
    return said(found.map(({ pid }) => pid).join('\n'), found.length === 0 ? 1 : 0);
  },
  pidof: (call) => {
    const { found } = matching(call);
    return said(found.map(({ pid }) => pid).join(' '), found.length === 0 ? 1 : 0);
  },
  trap: ({ args, shell }) => {
    const [action, ...signals] = args[0] === '--' ? args.slice(1) : args;
    for (const signal of signals) shell.trap(signal.replace(/^SIG/, ''), action === '-' ? undefined : action);
    return done;
  },
  nohup: ({ exec, args }) => exec(args),
  nice: ({ exec, args }) => exec(args[0] === '-n' ? args.slice(2) : args),
  setsid: ({ exec, args }) => exec(args),
  id: ({ args, shell }) => {
    const root = (args.find((word) => !word.startsWith('-')) ?? shell.user) === 'root';
    const number = root ? '0' : '1000';
    if (args.some((word) => /^-\w*u/.test(word)))
      return said(args.some((word) => word.includes('n')) ? shell.user : number);
    if (args.some((word) => /^-\w*g/.test(word)))
      return said(args.some((word) => word.includes('n')) ? shell.user : number);
    return said(
      root
        ? 'uid=0(root) gid=0(root) groups=0(root)'
        : `uid=1000(${shell.user}) gid=1000(${shell.user}) groups=1000(${shell.user}),4(adm),27(sudo)`,
    );
  },
  whoami: ({ shell }) => said(shell.user),
  uname: ({ args, machine }) => {
    const release = machine.fs.setting('kernel.osrelease') ?? '';
    if (args.includes('-r')) return said(release);
    if (args.includes('-m')) return said('x86_64');
    if (args.includes('-n')) return said(machine.hostname);
    return said(
      args.includes('-a')
        ? `Linux ${machine.hostname} ${release} #1 SMP PREEMPT_DYNAMIC Debian 6.1.119-1 x86_64 GNU/Linux`
        : 'Linux',
    );
  },
  hostname: ({ args, machine }) => said(args.includes('-I') ? (machine.nic()?.privateIp ?? '') : machine.hostname),
  uptime: ({ machine }) =>
    said(
      ` ${new Date().toISOString().slice(11, 19)} up ${Math.floor(machine.uptime() / 60)} min,  1 user,  load average: 0.00, 0.01, 0.00`,
    ),
  logger: ({ args, machine, stdin, shell }) => {
    const { values, rest } = options(args, ['-t', '--tag', '-p', '--priority']);
    machine.log(
      values.get('-t') ?? values.get('--tag') ?? shell.user,
      rest.length === 0 ? stdin.trim() : rest.join(' '),
      'user',
    );
    return done;
  },
};

/** The kernel's settings, interfaces, filters and sockets. */
import { NftError } from '#sandbox/hosts/simulated/kernel/nft-syntax.ts';
import { interfaceName } from '#sandbox/hosts/simulated/kernel/proc.ts';
import { applySysctlFiles } from '#sandbox/hosts/simulated/kernel/sysctl-files.ts';
import {
  type Call,
  type Commands,
  complained,
  done,
  type Output,
  options,
  said,
} from '#sandbox/hosts/simulated/shell/command.ts';
import { namespacesCommand } from './namespaces.ts';

async function sysctl(call: Call): Promise<Output> {
  const { args, machine } = call;
  const { fs } = machine;
  const bare = args.some((word) => /^-\w*n/.test(word) && !word.startsWith('--'));
  const quiet = args.some((word) => /^-\w*q/.test(word) && !word.startsWith('--'));
  const show = (key: string, value: string): string => (bare ? `${value}\n` : `${key} = ${value}\n`);
  if (args.includes('-a') || args.includes('--all'))
    return {
      stdout: fs
        .settings()
        .map(([key, value]) => show(key, value))
        .join(''),
    };
  if (args.includes('--system'))
    return said((await applySysctlFiles(fs)).map((path) => `* Applying ${path} ...`).join('\n'));
  if (args.some((word) => word === '-p' || word.startsWith('--load'))) {
    const file = args.filter((word) => !word.startsWith('-')).at(-1) ?? '/etc/sysctl.conf';
    await applySysctlFiles(fs, [call.path(file)]);
    return done;
  }
  let stdout = '';
  let stderr = '';
  for (const word of args.filter((each) => !each.startsWith('-'))) {
    const [, key = '', value] = /^([^=\s]+)\s*(?:=\s*(.*))?$/s.exec(word) ?? [];
    const name = key.replaceAll('/', '.');
    if (fs.setting(name) === undefined)
      stderr += `sysctl: cannot stat /proc/sys/${name.replaceAll('.', '/')}: No such file or directory\n`;
    else if (value !== undefined && call.shell.user !== 'root')
      stderr += `sysctl: permission denied on key "${name}"\n`;
    else {
      if (value !== undefined) await fs.writeFile(`/proc/sys/${name.replaceAll('.', '/')}`, `${value}\n`);
      if (!quiet) stdout += show(name, fs.setting(name) ?? '');
    }
  }
  return { stdout, stderr, code: stderr === '' ? 0 : 1 };
}

async function nft(call: Call): Promise<Output> {
  const { flags, values, rest } = options(call.args, ['-f', '--file', '-I']);
  const { nft: ruleset, fs } = call.machine;
  if (call.shell.user !== 'root')
    return complained(
      'Operation not permitted (you must be root)\nnetlink: Error: cache initialization failed: Operation not permitted',
    );
  const file = values.get('-f') ?? values.get('--file');
  try {
    if (file !== undefined) {
      const text = file === '-' ? call.stdin : await fs.readFile(call.path(file)).catch(() => undefined);
      if (text === undefined)
        return complained(`internal:0:0-0: Error: Could not open file "${file}": No such file or directory`);
      ruleset.apply(text, flags.has('-c') || flags.has('--check'));
      return done;
    }
    const [verb, object, ...names] = rest;
    if (verb !== 'list') {
      ruleset.apply(call.args.filter((word) => !/^-[acnjs]$/.test(word)).join(' '));
      return done;
    }
    const shown = (text: string): Output =>
      said(flags.has('-s') ? text.replace(/\bcounter packets \d+ bytes \d+/g, 'counter') : text);
    if (object === 'ruleset') return shown(ruleset.list() ?? '');
    if (object === 'tables')
      return said(
        ruleset
          .names()
          .map((name) => `table ${name}`)
          .join('\n'),
      );
    const name = names.slice(0, 2).join(' ');
    const listed = ruleset.list(name.includes(' ') ? name : `ip ${name}`);
    return listed === undefined ? complained(`Error: No such file or directory\nlist table ${name}`) : shown(listed);
  } catch (error) {
    if (error instanceof NftError) return complained(`Error: ${error.message}`);
    throw error;
  }
}

/** `ip link set dev ens5 mtu 1400`, and nothing else of the kind. */
function setLink({ shell, machine }: Call, words: readonly string[]): Output | Promise<Output> {
  const [name = '', ...rest] = words[0] === 'dev' ? words.slice(1) : words;
  if (name !== interfaceName) return complained(`Cannot find device "${name}"`);
  if (shell.user !== 'root') return complained('RTNETLINK answers: Operation not permitted', 2);
  const mtu = rest[0] === 'mtu' ? Number(rest[1]) : Number.NaN;
  if (!(mtu >= 68 && mtu <= 9216)) return complained('RTNETLINK answers: Invalid argument', 2);
  machine.stack.mtu = mtu;
  return machine.fs.writeFile(`/sys/class/net/${name}/mtu`, `${mtu}\n`).then(() => done);
}

function ip(call: Call): Output | Promise<Output> {
  const namespaced = namespacesCommand(call);
  if (namespaced !== undefined) return namespaced;
  const words = call.args.filter((word) => !word.startsWith('-'));
  const [object = '', verb = 'show'] = words;
  const { machine } = call;
  const nic = machine.nic();
  const address = nic?.privateIp ?? '';
  const [network = '', gateway = ''] = machine.subnet();
  const brief = call.args.includes('-br');
  if (object === 'xfrm') return xfrm(call, words.slice(1));
  if (/^a(ddr(ess)?)?$/.test(object)) {
    if (brief)
      return said(
        `lo               UNKNOWN        127.0.0.1/8\n${interfaceName}             UP             ${address}/${network.split('/')[1]}`,
      );
    return said(
      `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000\n    inet 127.0.0.1/8 scope host lo\n2: ${interfaceName}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu ${machine.stack.mtu} qdisc mq state UP group default qlen 1000\n    link/ether ${nic?.mac ?? ''} brd ff:ff:ff:ff:ff:ff\n    inet ${address}/${network.split('/')[1]} metric 100 brd 255.255.255.255 scope global dynamic ${interfaceName}`,
    );
  }
  if (/^l(ink)?$/.test(object) && verb === 'set') return setLink(call, words.slice(2));
  if (/^l(ink)?$/.test(object))
    return said(
      `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000\n2: ${interfaceName}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu ${machine.stack.mtu} qdisc mq state UP mode DEFAULT group default qlen 1000\n    link/ether ${nic?.mac ?? ''} brd ff:ff:ff:ff:ff:ff`,
    );
  if (/^r(oute)?$/.test(object)) {
    if (verb === 'get')
      return said(`${words[2] ?? ''} via ${gateway} dev ${interfaceName} src ${address} uid 0\n    cache`);
    return said(
      `default via ${gateway} dev ${interfaceName} proto dhcp src ${address} metric 100\n${network} dev ${interfaceName} proto kernel scope link src ${address} metric 100`,
    );
  }
  if (/^(ru(le)?|neigh|n)$/.test(object))
    return said(
      object.startsWith('r')
        ? '0:\tfrom all lookup local\n220:\tfrom all lookup 220\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default'
        : '',
    );
  return complained(`Object "${object}" is unknown, try "ip help".`);
}

/** This kernel has ESP, so a trial state is taken; what charon installed is listed. */
function xfrm({ machine }: Call, [what = 'state', verb = 'list']: readonly string[]): Output {
  if (verb === 'add' || verb === 'delete' || verb === 'flush' || verb === 'del') return done;
  const address = machine.nic()?.privateIp ?? '';
  const lines = machine.charon.sas
    .all()
    .flatMap((sa) =>
      sa.children
        .filter(({ state }) => state === 'INSTALLED')
        .flatMap((child) =>
          what === 'state'
            ? [
                `src ${address} dst ${sa.remoteHost}\n\tproto esp spi 0x${child.spiOut} reqid ${child.reqid} mode tunnel\n\treplay-window 0 flag af-unspec\n\tencap type espinudp sport 4500 dport 4500 addr 0.0.0.0`,
                `src ${sa.remoteHost} dst ${address}\n\tproto esp spi 0x${child.spiIn} reqid ${child.reqid} mode tunnel\n\treplay-window 1024 flag af-unspec esn\n\tencap type espinudp sport 4500 dport 4500 addr 0.0.0.0`,
              ]
            : child.localTs.flatMap((local) =>
                child.remoteTs.map(
                  (remote) =>
                    `src ${local} dst ${remote}\n\tdir out priority 379519 ptype main\n\ttmpl src ${address} dst ${sa.remoteHost}\n\t\tproto esp spi 0x${child.spiOut} reqid ${child.reqid} mode tunnel`,
                ),
              ),
        ),
    );
  return said(lines.join('\n'));
}

function ss({ args, machine }: Call): Output {
  const udp = args.some((word) => /^-\w*u/.test(word));
  const tcp = args.some((word) => /^-\w*t/.test(word)) || !udp;
  const rows = [
    ...(udp && machine.charon.running
      ? [
          ['udp', '0.0.0.0:500'],
          ['udp', '0.0.0.0:4500'],
        ]
      : []),
    ...(udp && machine.systemd.state('chrony') === 'active' ? [['udp', '127.0.0.1:323']] : []),
    ...(tcp && machine.systemd.state('ssh') === 'active' ? [['tcp', '0.0.0.0:22']] : []),
  ];
  const header = args.some((word) => /^-\w*H/.test(word))
    ? []
    : ['Netid State  Recv-Q Send-Q Local Address:Port  Peer Address:Port'];
  return said(
    [
      ...header,
      ...rows.map(
        ([kind = '', local]) =>
          `${kind.padEnd(5)} ${kind === 'udp' ? 'UNCONN' : 'LISTEN'} 0      0      ${local}        0.0.0.0:*`,
      ),
    ].join('\n'),
  );
}

export const kernelCommands: Commands = {
  sysctl,
  nft,
  ip,
  ss,
  modprobe: () => done,
  lsmod: () =>
    said('Module                  Size  Used by\nesp4                   28672  0\nnf_tables             303104  0'),
  dmesg: () => done,
  conntrack: ({ args, machine }) => {
    const nic = machine.nic();
    if (args.includes('-F') && nic !== undefined) return done;
    return said('');
  },
  'systemd-sysctl': async ({ machine }) => {
    await applySysctlFiles(machine.fs);
    return done;
  },
};

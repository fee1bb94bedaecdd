/** `npm run bench -- others`: how long an audit takes beside Lynis and a playbook of Ansible's, on the same real host. */
import { execFileSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { race } from '../timing.ts';
import { realHost } from './real-host.ts';

const packages = { lynis: 'lynis', 'ansible-playbook': 'ansible-core' } as const;

/** Undefined when it can be done here. */
function whyNot(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'real hosts need Linux and root';
  const missing = Object.entries(packages).filter(([program]) => !has(program));
  if (missing.length === 0) return undefined;
  const names = missing.map(([, name]) => name).join(' ');
  return `Debian's ${names} is not installed: apt-get install ${names}`;
}

function has(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function versionOf(name: string): string {
  return execFileSync('dpkg-query', ['-W', name], { encoding: 'utf8' }).split(/\s/)[1] ?? '';
}

const reason = whyNot();
if (reason !== undefined) {
  process.stdout.write(`skipped: ${reason}\n`);
  process.exit(0);
}
const host = await realHost();
try {
  const { vpnmesh, lynis, ansible } = await race(3, {
    vpnmesh: host.vpnmesh,
    lynis: host.lynis,
    ansible: host.ansible,
  });
  const row = (what: string, ms: number): string =>
    `| ${what} | ${(ms / 1000).toFixed(1)} s | ${(ms / vpnmesh).toFixed(1)} |`;
  const lines = [
    '| what | median | beside the audit |\n|---|---|---|',
    row('`vpnmesh audit`, AWS and both hosts of a mesh of two', vpnmesh),
    row(`Lynis ${versionOf('lynis')}, \`lynis audit system --quick\` on one of them`, lynis),
    row(`Ansible ${versionOf('ansible-core')}, sysctl, services and \`sshd -T\` of one of them`, ansible),
    '',
    `Load ${loadavg()[0]?.toFixed(1)}.`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
} finally {
  await host.down();
}

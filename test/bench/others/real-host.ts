/** A real Debian host, a concentrator of a mesh of two with SSH open, and how three auditors are told to look at it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLab } from '../../support/lab.ts';
import { bin } from '../audit/place.ts';
import { timeCommand } from '../timing.ts';

export interface RealHost {
  /** Each looks once. Milliseconds. */
  readonly vpnmesh: () => Promise<number>;
  readonly lynis: () => Promise<number>;
  readonly ansible: () => Promise<number>;
  down(): Promise<void>;
}

export async function realHost(): Promise<RealHost> {
  const lab = await startLab('real');
  try {
    const spec = lab.spec('others.yaml', 2);
    const done = async (...args: readonly string[]): Promise<void> => {
      const { code, stderr } = await lab.vpnmesh([...args, '-f', spec]);
      if (code !== 0) throw new Error(`vpnmesh ${args.join(' ')} ended with ${code}:\n${stderr}`);
    };
    await done('apply', '--yes');
    await done('ssh', 'open', '--for', '120m');
    const { instances } = await lab.json<{
      readonly instances: readonly { readonly name: string; readonly publicIp: string }[];
    }>(['sandbox', 'status']);
    const address = instances.find(({ name }) => name.startsWith('vpnmesh-corp-'))?.publicIp ?? '';
    const config = join(lab.state, 'ssh_config');
    const options = ['-F', config, ...unchecked];
    const onHost = [...options, `admin@${address}`];
    copyLynis(onHost);
    const audit = [process.execPath, bin, 'audit', '-f', spec, '--json', '--host-facts', 'ssh'];
    return {
      vpnmesh: () => timeCommand({ argv: audit, env: lab.env }),
      // It asks for a key to be pressed where its standard input is a terminal.
      lynis: () => timeCommand({ argv: ['ssh', '-n', ...onHost, 'sudo lynis audit system --quick --no-colors'] }),
      ansible: () => playbook(lab.folder, options, address),
      down: () => lab.down(),
    };
  } catch (error) {
    await lab.down();
    throw error;
  }
}

/** vpnmesh pins host keys by itself; the others are spared it. */
const unchecked = ['UserKnownHostsFile=/dev/null', 'StrictHostKeyChecking=no', 'LogLevel=ERROR'].map(
  (option) => `-o${option}`,
);

/** The files of Debian's package, as they are installed here: the hosts have no way to Debian's archive. */
function copyLynis(onHost: readonly string[]): void {
  const files = execFileSync('dpkg', ['-L', 'lynis'], { encoding: 'utf8' })
    .split('\n')
    .filter((path) => /^\/(etc|usr\/sbin|usr\/share\/lynis)\//.test(path))
    .map((path) => path.slice(1));
  const tar = execFileSync('tar', ['-C', '/', '-c', '--no-recursion', '-T', '-'], {
    input: files.join('\n'),
    maxBuffer: 64 * 1024 * 1024,
  });
  execFileSync('ssh', [...onHost, 'sudo tar -C / -x'], { input: tar });
}

/** As fast as Ansible goes: it gathers nothing unasked, logs in once, and sends no files. */
async function playbook(folder: string, options: readonly string[], address: string): Promise<number> {
  // The connection of one run must not serve the next.
  const own = mkdtempSync(join(folder, 'ansible-'));
  const inventory = join(own, 'inventory');
  writeFileSync(inventory, `${address} ansible_user=admin\n`);
  const env = {
    HOME: own,
    ANSIBLE_PIPELINING: 'True',
    ANSIBLE_SSH_ARGS: [...options, '-o ControlMaster=auto -o ControlPersist=5s'].join(' '),
    ANSIBLE_SSH_CONTROL_PATH_DIR: own,
    ANSIBLE_PYTHON_INTERPRETER: '/usr/bin/python3',
  };
  try {
    const facts = join(import.meta.dirname, 'facts.yml');
    return await timeCommand({ argv: ['ansible-playbook', '-i', inventory, facts], env });
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

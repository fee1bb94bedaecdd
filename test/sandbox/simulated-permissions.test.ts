/** Who may read and write what on a simulated host, and what `ls -l` says about it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Said } from '../support/mesh-under-test.ts';
import { type SimulatedMesh, startSimulatedMesh } from '../support/simulated-mesh.ts';

let mesh: SimulatedMesh;
let host = '';

beforeAll(async () => {
  mesh = await startSimulatedMesh({ regions: ['us-east-1'] });
  host = (await mesh.workload('us-east-1')).instanceId;
  await as(
    'root',
    'mkdir -p /etc/swanctl/private && chmod 0700 /etc/swanctl/private && echo key >/etc/swanctl/private/a.key && chmod 0600 /etc/swanctl/private/a.key; echo open >/etc/open; echo mine >/etc/secret; chmod 0600 /etc/secret; echo log >/var/log/private.log; chown root:adm /var/log/private.log; chmod 0640 /var/log/private.log',
  );
}, 30_000);

afterAll(async () => {
  await mesh?.down();
});

const as = (user: string, script: string): Promise<Said> =>
  mesh.exec(host, ...(user === 'root' ? [] : ['sudo', '-u', user]), 'sh', '-c', script);

describe('a user who is not root', () => {
  it.each([
    'cat /etc/secret',
    'cat </etc/secret',
    'grep -c . /etc/secret',
    'cp /etc/secret /tmp/copy',
    'head -n 1 /etc/secret',
    'sed -n p /etc/secret',
    'cat /etc/swanctl/private/a.key',
    'ls /etc/swanctl/private',
    'ls -l /etc/swanctl/private',
    'echo no >/etc/secret',
    'echo no >/etc/new',
    'mkdir /etc/folder',
    'mv /etc/open /etc/shut',
  ])('may not: %s', async (script) => {
    const { code, stdout, stderr } = await as('admin', script);
    expect(code).not.toBe(0);
    expect(stdout).not.toMatch(/mine|key|^1$/m);
    expect(stderr).toContain('ermission denied');
  });

  it.each([
    ['cat /etc/open', 'open\n'],
    ['cat /var/log/private.log', 'log\n'],
    ['echo text >/tmp/own && cat /tmp/own && stat -c "%U %a" /tmp/own', 'text\nadmin 644\n'],
    ['echo text >note && cat ~/note', 'text\n'],
    ['sudo cat /etc/secret', 'mine\n'],
    ['echo nothing >/dev/null; cat /proc/sys/net/ipv4/ip_forward', '0\n'],
  ])('may: %s', async (script, output) => {
    expect(await as('admin', `cd; ${script}`)).toEqual({ code: 0, stdout: output, stderr: '' });
  });
});

describe('ls -l', () => {
  it('shows mode, owner and group as they are', async () => {
    const { stdout } = await as('root', 'ls -l /etc/secret /var/log/private.log; ls -ld /tmp /etc/swanctl/private');
    expect(stdout).toMatch(/^-rw------- 1 root root 5 \w{3} [ \d]\d \d\d:\d\d \/etc\/secret$/m);
    expect(stdout).toMatch(/^-rw-r----- 1 root adm +4 .* \/var\/log\/private\.log$/m);
    expect(stdout).toMatch(/^drwxrwxrwt .* \/tmp$/m);
    expect(stdout).toMatch(/^drwx------ .* \/etc\/swanctl\/private$/m);
  });

  it('lists a folder, with what is hidden when asked', async () => {
    const { stdout } = await as('root', 'mkdir /tmp/f; cd /tmp/f; echo a >a; echo b >.b; ln -s a c; ls -l; ls -la .');
    expect(stdout).toMatch(/^total 8\n-rw-r--r-- .* a\nlrwxrwxrwx .* c -> a\ntotal 12\ndrwxr-xr-x .* \.\n/m);
  });

  it('agrees with stat on a file that is written anew', async () => {
    const { stdout } = await as('root', 'echo more >/etc/secret; stat -c %a /etc/secret; ls -l /etc/secret');
    expect(stdout).toMatch(/^600\n-rw------- /);
  });
});

import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { type FirewallInput, renderFirewall } from '#linux/firewall.ts';

const inNamespace = (script: string, input: string) =>
  spawnSync('unshare', ['-n', 'sh', '-c', script], { input, encoding: 'utf8' });
const available = inNamespace('nft list ruleset', '').status === 0;

const input: FirewallInput = {
  meshCidrs: ['10.1.0.0/16', '10.2.0.0/16'],
  remoteCidrs: ['10.2.0.0/16'],
  sshFromMesh: false,
  dataplane: 'libipsec',
};

describe.skipIf(!available)(
  `the firewall table, loaded by a real nft${available ? '' : ' (skipped: a real nft wants Linux, root and unshare)'}`,
  () => {
    for (const dataplane of ['kernel', 'libipsec'] as const) {
      test(`is taken for the ${dataplane} data plane, and again on top of itself`, () => {
        const rules = renderFirewall('# test', { ...input, dataplane });
        const { stderr, stdout, status } = inNamespace(
          'cat > /dev/shm/rules.$$; nft -f /dev/shm/rules.$$ && nft -f /dev/shm/rules.$$; code=$?; rm /dev/shm/rules.$$; nft list ruleset; exit $code',
          rules,
        );
        expect(stderr).toBe('');
        expect(status).toBe(0);
        expect(stdout.match(/ drop comment/g)).toHaveLength(3);
        expect(stdout).toContain(dataplane === 'kernel' ? 'rt ipsec missing' : 'oifname != "ipsec0"');
      });
    }

    test("leaves the operator's own tables alone", () => {
      const script = 'nft add table ip operator && nft -f - && nft list tables';
      const { stdout, status } = inNamespace(script, renderFirewall('# test', input));
      expect(status).toBe(0);
      expect(stdout.trim().split('\n')).toEqual(['table ip operator', 'table inet vpnmesh']);
    });

    test('is whole without any peer, and lets logins from the mesh in when the spec says so', () => {
      const { stdout, status } = inNamespace(
        'nft -f - && nft list ruleset',
        renderFirewall('# test', { ...input, remoteCidrs: [], sshFromMesh: true }),
      );
      expect(status).toBe(0);
      expect(stdout).toContain('table inet vpnmesh');
      expect(stdout).not.toContain('dport 22');
    });
  },
);

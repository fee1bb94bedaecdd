import { fail, notApplicable, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator, topic } from '#checks/subjects.ts';
import { missingFrom, notLoaded, rulesOf } from './rules.ts';

export const netSshFromMesh = perConcentrator({
  id: 'net.ssh-from-mesh',
  title: 'SSH from mesh networks is dropped',
  severity: 'medium',
  why: 'The security group cannot tell traffic to the host from forwarded traffic, so every machine of the mesh could reach sshd.',
  remedy: byVisit('`nft -f /etc/nftables.d/vpnmesh.nft`.'),
  needs: ({ host }, { desired }) => ({ firewall: host.firewall, mesh: desired }),
  judge: ({ firewall, mesh }, _one, { spec }) => {
    if (spec.ssh.fromMesh) return notApplicable('the spec allows SSH from the mesh (`ssh: {fromMesh: true}`)');
    const expected = { drops: 'TCP 22', from: mesh.cidrs };
    if (firewall === null) return fail(notLoaded, { expected, actual: { wrong: [notLoaded] } });
    const drops = rulesOf(firewall, 'input').some((rule) =>
      /^ip saddr @mesh tcp dport (?:22|ssh) .*\bdrop\b/.test(rule),
    );
    const missing = missingFrom(firewall, 'mesh', mesh.cidrs);
    if (drops && missing.length === 0) return pass('dropped', { expected });
    const wrong = drops
      ? missing.map((cidr) => `${cidr} missing from the set of mesh networks`)
      : ['chain input does not drop TCP 22'];
    return fail(
      drops ? `${missing.join(', ')} missing from the set of mesh networks` : 'chain input does not drop TCP 22',
      {
        expected,
        actual: { ...firewall, wrong },
      },
    );
  },
  topics: ({ name }) => [topic.firewall(name)],
});

import { fail, notApplicable, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator, topic } from '#checks/subjects.ts';
import { missingFrom, notLoaded, rulesOf } from './rules.ts';

export const netSshFromMesh = perConcentrator({
  id: 'net.ssh-from-mesh',
  title: 'Nobody logs in to a concentrator from the mesh',
  severity: 'medium',
  why: 'The group cannot tell traffic to the host from traffic through it, so every machine of the mesh would reach sshd.',
  remedy: byVisit('`nft -f /etc/nftables.d/vpnmesh.nft`.'),
  needs: ({ host }, { desired }) => ({ firewall: host.firewall, mesh: desired }),
  judge: ({ firewall, mesh }, _one, { spec }) => {
    if (spec.ssh.fromMesh) return notApplicable('the spec lets the mesh log in (`ssh: {fromMesh: true}`)');
    const expected = { drops: 'TCP 22', from: mesh.cidrs };
    if (firewall === null) return fail(notLoaded, { expected, actual: { wrong: [notLoaded] } });
    const drops = rulesOf(firewall, 'input').some((rule) =>
      /^ip saddr @mesh tcp dport (?:22|ssh) .*\bdrop\b/.test(rule),
    );
    const missing = missingFrom(firewall, 'mesh', mesh.cidrs);
    if (drops && missing.length === 0) return pass('dropped', { expected });
    const wrong = drops
      ? missing.map((cidr) => `${cidr} not in the set of mesh networks`)
      : ['the chain input does not drop it'];
    return fail(drops ? `${missing.join(', ')} not in the set of mesh networks` : 'the chain input does not drop it', {
      expected,
      actual: { ...firewall, wrong },
    });
  },
  topics: ({ name }) => [topic.firewall(name)],
});

import { fail, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator } from '#checks/subjects.ts';

export const sshRootLogin = perConcentrator({
  id: 'ssh.root-login',
  title: 'SSH root login is off',
  severity: 'high',
  why: 'Every attacker tries root, and the log of a root login does not say who it was.',
  remedy: byVisit(
    'Set `PermitRootLogin no` in a drop-in that sshd reads first; test a second login before you close the first.',
    'disruptive',
  ),
  needs: ({ host }) => ({ sshd: host.sshd }),
  judge: ({ sshd }) => {
    const seen = { expected: 'no', actual: sshd.permitrootlogin ?? null };
    return sshd.permitrootlogin === 'no' ? pass('off', seen) : fail(`PermitRootLogin is ${sshd.permitrootlogin}`, seen);
  },
});

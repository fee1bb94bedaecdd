import { fail, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator } from '#checks/subjects.ts';

export const sshRootLogin = perConcentrator({
  id: 'ssh.root-login',
  title: 'Root does not log in over SSH',
  severity: 'high',
  why: 'Root is the one name that everybody tries, and a login as root says nothing about who it was.',
  remedy: byVisit(
    '`PermitRootLogin no` in a drop-in that sshd reads first; prove a second login before the first one ends.',
    'disruptive',
  ),
  needs: ({ host }) => ({ sshd: host.sshd }),
  judge: ({ sshd }) => {
    const seen = { expected: 'no', actual: sshd.permitrootlogin ?? null };
    return sshd.permitrootlogin === 'no' ? pass('off', seen) : fail(`PermitRootLogin is ${sshd.permitrootlogin}`, seen);
  },
});

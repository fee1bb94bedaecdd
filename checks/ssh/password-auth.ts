import { fail, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator } from '#checks/subjects.ts';

const keys = ['passwordauthentication', 'kbdinteractiveauthentication', 'permitemptypasswords'];

export const sshPasswordAuth = perConcentrator({
  id: 'ssh.password-auth',
  title: 'SSH password authentication is off',
  severity: 'high',
  why: 'Passwords can be guessed. Keyboard-interactive authentication asks for the same passwords.',
  remedy: byVisit(
    'Set `PasswordAuthentication no` and `KbdInteractiveAuthentication no` in a drop-in that sshd reads first.',
    'disruptive',
  ),
  needs: ({ host }) => ({ sshd: host.sshd }),
  judge: ({ sshd }) => {
    const on = keys.filter((key) => sshd[key] !== undefined && sshd[key] !== 'no');
    const seen = { expected: [], actual: on };
    return on.length === 0 ? pass('off', seen) : fail(`on: ${on.join(', ')}`, seen);
  },
});

import { fail, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { entry, perConcentrator } from '#checks/subjects.ts';
import { sshdConfigPath } from '#linux/managed-paths.ts';

export const sshConfigPermissions = perConcentrator({
  id: 'ssh.config-permissions',
  title: 'sshd_config is owned by root, mode 0600',
  severity: 'low',
  why: 'Anyone who can write it can grant themselves access; anyone who can read it learns who has access.',
  remedy: byVisit('`chown root:root /etc/ssh/sshd_config; chmod 0600 /etc/ssh/sshd_config`.'),
  needs: ({ host }) => ({ file: entry(host.files, sshdConfigPath, sshdConfigPath) }),
  judge: ({ file }) => {
    const seen = { expected: { mode: '600', owner: 'root' }, actual: file };
    if (file === null) return fail(`${sshdConfigPath} is missing`, seen);
    return file.mode === '600' && file.owner === 'root'
      ? pass('root 0600', seen)
      : fail(`${file.owner} 0${file.mode}`, seen);
  },
});

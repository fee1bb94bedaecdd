import { fail, notApplicable, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator } from '#checks/subjects.ts';

export const ipsecKeyPermissions = perConcentrator({
  id: 'ipsec.key-permissions',
  title: 'Private keys are readable by root only (0600)',
  severity: 'critical',
  why: 'Anyone who reads the key can impersonate the concentrator.',
  remedy: byVisit(
    '`chown root:root …; chmod 0600 …`. If anyone may have read the key, rotate it: move it away and run `vpnmesh apply`.',
  ),
  needs: ({ host }) => ({ keys: host.keys }),
  judge: ({ keys }) => {
    if (keys.length === 0) return notApplicable('no private key: see ipsec.key-strength');
    const open = keys.filter(({ mode, owner }) => owner !== 'root' || !['600', '400'].includes(mode));
    const seen = { expected: 'root 0600', actual: keys.map(({ path, mode, owner }) => `${path}: ${owner} 0${mode}`) };
    return open.length === 0
      ? pass('root 0600', seen)
      : fail(open.map(({ path, mode, owner }) => `${path}: ${owner} 0${mode}`).join(', '), seen);
  },
});

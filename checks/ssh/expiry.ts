import { fail, pass } from '#audit/check.ts';
import { otherwise } from '#checks/host/files.ts';
import { describeUnit, isActive, isEnabled } from '#checks/host/units.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator, some } from '#checks/subjects.ts';
import { wantedFiles } from '#linux/managed-files.ts';
import { expiryInputPath, expiryPath, expiryTimerPath, expiryUnitPath } from '#linux/units.ts';

const timer = 'vpnmesh-ssh-expiry.timer';
const paths = [expiryPath, expiryInputPath, expiryUnitPath, expiryTimerPath];

export const sshExpiry = perConcentrator({
  id: 'ssh.expiry',
  title: 'SSH expiry timer is active',
  severity: 'medium',
  why: 'AWS does not expire security group rules: if the machine that opened SSH is gone, only the host’s timer revokes the rule.',
  remedy: byVisit('`systemctl enable --now vpnmesh-ssh-expiry.timer`; restore its files with `vpnmesh apply`.'),
  needs: ({ host, input }) => ({ units: host.units, files: host.files, input }),
  judge: ({ units, files, input }) => {
    const wanted = wantedFiles(input);
    const changed = paths
      .filter((path) => !(wanted[path] ?? []).some(({ sha256 }) => sha256 === files[path]?.sha256))
      .map((path) => otherwise(path, files[path]));
    const asleep = isEnabled(units, timer) && isActive(units, timer) ? [] : [`${timer}: ${describeUnit(units, timer)}`];
    const wrong = [...changed, ...asleep];
    return wrong.length === 0
      ? pass('timer is active')
      : fail(some(wrong), { expected: 'the timer enabled and active', actual: wrong });
  },
});

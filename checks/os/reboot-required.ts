import { fail, pass } from '#audit/check.ts';
import { perConcentrator } from '#checks/subjects.ts';

export const osRebootRequired = perConcentrator({
  id: 'os.reboot-required',
  title: 'No reboot is pending',
  severity: 'medium',
  why: 'A kernel update fixes nothing until the host boots it.',
  remedy: {
    risk: 'disruptive',
    summary: '`aws ec2 reboot-instances`, one host at a time: its tunnels are down for a minute.',
  },
  needs: ({ host }) => ({ reboot: host.reboot }),
  judge: ({ reboot }) =>
    reboot.length === 0
      ? pass('none', { expected: [], actual: [] })
      : fail(reboot.join('; '), { expected: [], actual: reboot }),
});

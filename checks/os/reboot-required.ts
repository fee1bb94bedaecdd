import { fail, pass } from '#audit/check.ts';
import { perConcentrator } from '#checks/subjects.ts';

export const osRebootRequired = perConcentrator({
  id: 'os.reboot-required',
  title: 'No reboot is wanted',
  severity: 'medium',
  why: 'An updated kernel fixes nothing until it runs.',
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

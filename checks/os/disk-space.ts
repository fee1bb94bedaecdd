import { fail, pass } from '#audit/check.ts';
import { byHand } from '#checks/remedy-texts.ts';
import { perConcentrator } from '#checks/subjects.ts';

/** Percent. */
const most = 90;

export const osDiskSpace = perConcentrator({
  id: 'os.disk-space',
  title: 'Disk usage of / and /var/log is below 90%',
  severity: 'medium',
  why: 'A full disk stops logging, updates and the next apply.',
  remedy: byHand('Find what fills the disk (`du -x / | sort -n | tail`), or grow the volume.'),
  needs: ({ host }) => ({ disk: host.disk }),
  judge: ({ disk }) => {
    const full = Object.entries(disk).filter(([, used]) => !(used < most));
    const seen = { expected: `under ${most}`, actual: disk };
    if (full.length === 0)
      return pass(
        Object.entries(disk)
          .map(([folder, used]) => `${folder} ${used} %`)
          .join(', '),
        seen,
      );
    return fail(full.map(([folder, used]) => `${folder} is ${used} % full`).join(', '), {
      ...seen,
      actual: Object.fromEntries(full),
    });
  },
});

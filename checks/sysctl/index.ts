import { fail, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { type Check, perConcentrator, some, topic } from '#checks/subjects.ts';
import { sysctlFaults } from './judge.ts';
import { type SysctlRow, sysctlRows } from './table.ts';

/** All sysctl checks, from their table. */
export const sysctlChecks: readonly Check[] = sysctlRows.map((row) =>
  perConcentrator({
    id: `sysctl.${row.name}`,
    title: row.title,
    severity: row.severity,
    why: row.why,
    remedy: byVisit(
      `Set ${describeSetting(row)} in /etc/sysctl.d/99-vpnmesh.conf, apply it now with \`sysctl -w\`, and remove it from any other file that the finding names.`,
    ),
    needs: ({ host }) => ({ sysctl: host.sysctl, writers: host.writers }),
    judge: ({ sysctl, writers }, { name }) => {
      const faults = sysctlFaults(row, sysctl, writers);
      const expected = row.least === true ? `at least ${row.value}` : row.value;
      if (faults.length === 0)
        return pass(`${describeSetting(row)}, now and after a reboot`, { expected, actual: row.value });
      return fail(some(faults.map(({ key, found, where }) => `${key} is ${found} ${where}`)), {
        expected,
        actual: faults,
        // With forwarding off the kernel resets `all` as well: a host that does not route accepts redirects.
        explains: row.name === 'ip-forward' ? [topic.forwarding(name)] : [],
      });
    },
    topics: ({ name }) => (row.name === 'accept-redirects' ? [topic.forwarding(name)] : []),
  }),
);

function describeSetting({ keys, combination, value, least }: SysctlRow): string {
  const names = keys.map((key) => (combination === undefined ? `net.ipv4.${key}` : `net.ipv4.conf.*.${key}`));
  return `${names.join(' and ')} ${least === true ? 'to at least' : 'to'} ${value}`;
}

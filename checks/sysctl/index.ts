import { fail, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { type Check, perConcentrator, some, topic } from '#checks/subjects.ts';
import { sysctlFaults } from './judge.ts';
import { type SysctlRow, sysctlRows } from './table.ts';

/** The whole family, from its table. */
export const sysctlChecks: readonly Check[] = sysctlRows.map((row) =>
  perConcentrator({
    id: `sysctl.${row.name}`,
    title: row.title,
    severity: row.severity,
    why: row.why,
    remedy: byVisit(
      `Set ${describeSetting(row)} in /etc/sysctl.d/99-vpnmesh.conf and now (\`sysctl -w\`), and take it out of any file that is named here.`,
    ),
    needs: ({ host }) => ({ sysctl: host.sysctl, writers: host.writers }),
    judge: ({ sysctl, writers }, { name }) => {
      const faults = sysctlFaults(row, sysctl, writers);
      const expected = row.least === true ? `at least ${row.value}` : row.value;
      if (faults.length === 0)
        return pass(`${describeSetting(row)}, now and after a boot`, { expected, actual: row.value });
      return fail(some(faults.map(({ key, found, where }) => `${key} is ${found} ${where}`)), {
        expected,
        actual: faults,
        // The kernel turns `all` about with it: a host that does not forward may be told of better ways.
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

import { fail, judgement, pass } from '#audit/check.ts';
import { byApply } from '#checks/remedy-texts.ts';
import { type Check, topic } from '#checks/subjects.ts';
import { logGroupName } from '#mesh/names.ts';
import { counted } from '#mesh/plural.ts';

export const logsRetention: Check = {
  id: 'logs.retention',
  title: 'Log retention matches the spec',
  severity: 'low',
  why: 'Logs that never expire cost more every month; logs that expire too early are missing when you need them.',
  remedy: byApply('`aws logs put-retention-policy --log-group-name … --retention-in-days …`.'),
  run: ({ mesh, spec, regions }) =>
    regions.map(({ region, logGroup }) =>
      judgement(
        { type: 'AWS::Logs::LogGroup', id: logGroupName(mesh, spec.logs.group), region },
        { logGroup },
        ({ logGroup: found }) => {
          const seen = { expected: spec.logs.retentionDays, actual: found?.retentionDays ?? null };
          if (found === null) return fail('no log group', { ...seen, actual: { logGroup: null } });
          if (seen.actual === seen.expected) return pass(counted(seen.expected, 'day'), seen);
          const words = seen.actual === null ? 'never expires' : `${seen.actual} days, not ${seen.expected}`;
          return fail(words, { expected: seen.expected, actual: { retentionDays: seen.actual } });
        },
        { topics: [topic.logGroup(region)] },
      ),
    ),
};

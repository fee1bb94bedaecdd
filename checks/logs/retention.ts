import { fail, judgement, pass } from '#audit/check.ts';
import { byApply } from '#checks/remedy-texts.ts';
import { type Check, topic } from '#checks/subjects.ts';
import { logGroupName } from '#mesh/names.ts';

export const logsRetention: Check = {
  id: 'logs.retention',
  title: 'Logs are kept as long as the spec says',
  severity: 'low',
  why: 'Kept for ever they cost more every month; kept too short they are gone when they are wanted.',
  remedy: byApply('`aws logs put-retention-policy --log-group-name … --retention-in-days …`.'),
  run: ({ mesh, spec, regions }) =>
    regions.map(({ region, logGroup }) =>
      judgement(
        { type: 'AWS::Logs::LogGroup', id: logGroupName(mesh, spec.logs.group), region },
        { logGroup },
        ({ logGroup: found }) => {
          const seen = { expected: spec.logs.retentionDays, actual: found?.retentionDays ?? null };
          if (found === null) return fail('there is no log group', { ...seen, actual: { logGroup: null } });
          if (seen.actual === seen.expected) return pass(`${seen.expected} days`, seen);
          const words = seen.actual === null ? 'kept for ever' : `${seen.actual} days, not ${seen.expected}`;
          return fail(words, { expected: seen.expected, actual: { retentionDays: seen.actual } });
        },
        { topics: [topic.logGroup(region)] },
      ),
    ),
};

import { fail, judgement, pass } from '#audit/check.ts';
import { byApply } from '#checks/remedy-texts.ts';
import { type Check, topic } from '#checks/subjects.ts';
import { logGroupName } from '#mesh/names.ts';

export const logsGroupExists: Check = {
  id: 'logs.group-exists',
  title: "The mesh's log group exists",
  severity: 'medium',
  why: 'The agent cannot create it: CloudWatch rejects what it ships.',
  remedy: byApply('`aws logs create-log-group --log-group-name …`.'),
  run: ({ mesh, spec, regions }) =>
    regions.map(({ region, logGroup }) => {
      const name = logGroupName(mesh, spec.logs.group);
      return judgement({ type: 'AWS::Logs::LogGroup', id: name, region }, { logGroup }, ({ logGroup: found }) => {
        if (found !== null && found.name !== name) throw new Error(`the answer is about ${found.name}, not ${name}`);
        const seen = { expected: name, actual: found?.name ?? null };
        return found === null
          ? fail(`${region} has no log group ${name}`, { ...seen, explains: [topic.logGroup(region)] })
          : pass(name, seen);
      });
    }),
};

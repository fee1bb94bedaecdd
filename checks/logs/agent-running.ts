import { fail, pass } from '#audit/check.ts';
import { describeUnit, isActive, isEnabled } from '#checks/host/units.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator, topic } from '#checks/subjects.ts';

const agent = 'amazon-cloudwatch-agent';

export const logsAgentRunning = perConcentrator({
  id: 'logs.agent-running',
  title: 'The CloudWatch agent is enabled and active',
  severity: 'high',
  why: 'While it is stopped, logs stay on the host.',
  remedy: byVisit('`systemctl enable --now amazon-cloudwatch-agent`.'),
  needs: ({ host }) => ({ units: host.units }),
  judge: ({ units }, { name }) => {
    const seen = { expected: 'enabled, active', actual: describeUnit(units, agent) };
    if (isEnabled(units, agent) && isActive(units, agent)) return pass(seen.actual, seen);
    return fail(`${agent}: ${seen.actual}`, {
      ...seen,
      explains: isActive(units, agent) ? [] : [topic.shipping(name)],
    });
  },
  topics: ({ name }) => [topic.agent(name)],
});

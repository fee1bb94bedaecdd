import { fail, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator, topic } from '#checks/subjects.ts';

const agent = 'amazon-cloudwatch-agent';

export const logsAgentInstalled = perConcentrator({
  id: 'logs.agent-installed',
  title: 'The CloudWatch agent is installed',
  severity: 'medium',
  why: 'Logs that stay on the host are lost with it.',
  remedy: byVisit("Install AWS's package after you verify its signature."),
  needs: ({ host }) => ({ packages: host.packages }),
  judge: ({ packages }, { name }) => {
    const version = packages[agent];
    if (version === undefined) throw new Error(`the report does not say whether ${agent} is installed`);
    const seen = { expected: 'installed', actual: version };
    return version === null
      ? fail(`${agent} is not installed`, { ...seen, explains: [topic.agent(name)] })
      : pass(version, seen);
  },
});

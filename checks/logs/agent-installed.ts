import { fail, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator, topic } from '#checks/subjects.ts';

const agent = 'amazon-cloudwatch-agent';

export const logsAgentInstalled = perConcentrator({
  id: 'logs.agent-installed',
  title: 'The CloudWatch agent is installed',
  severity: 'medium',
  why: 'Logs that stay on the host go with it.',
  remedy: byVisit("Install AWS's package, after its signature has been checked."),
  needs: ({ host }) => ({ packages: host.packages }),
  judge: ({ packages }, { name }) => {
    const version = packages[agent];
    if (version === undefined) throw new Error(`the host does not say whether ${agent} is there`);
    const seen = { expected: 'installed', actual: version };
    return version === null
      ? fail(`${agent} is not installed`, { ...seen, explains: [topic.agent(name)] })
      : pass(version, seen);
  },
});

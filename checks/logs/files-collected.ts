import { fail, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator, some, topic } from '#checks/subjects.ts';
import { shippedFiles } from '#linux/agent.ts';

export const logsFilesCollected = perConcentrator({
  id: 'logs.files-collected',
  title: "Messages, logins, audit and charon's log are there and are shipped",
  severity: 'high',
  why: 'A log that nobody ships is gone when it is wanted.',
  remedy: byVisit(
    'rsyslog and auditd write the files; the agent is told of them by /opt/aws/amazon-cloudwatch-agent/etc/vpnmesh.json.',
  ),
  needs: ({ host, desired: own }, { desired }) => ({ shipped: host.shipped, logs: host.logs, mesh: desired, own }),
  judge: ({ shipped, logs, mesh, own }, { name }) => {
    const wanted = shippedFiles(own.image).map(({ kind, path }) => ({
      path,
      group: mesh.logGroup,
      stream: `${kind}/${name}`,
    }));
    const wrong = wanted.flatMap(({ path, group, stream }) => {
      const told = shipped.some((one) => one.path === path && one.group === group && one.stream === stream);
      return [
        ...(told ? [] : [`${path} is not shipped to ${group} ${stream}`]),
        ...(logs.some((log) => log.path === path) ? [] : [`${path} is not there`]),
      ];
    });
    if (wrong.length === 0) return pass(`${wanted.length} files`, { expected: wanted });
    return fail(some(wrong), {
      expected: wanted,
      actual: { found: { shipped, logs: logs.map(({ path }) => path) }, wrong },
      explains: [topic.shipping(name)],
    });
  },
  topics: ({ name }) => [topic.agent(name)],
});

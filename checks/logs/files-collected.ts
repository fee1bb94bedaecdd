import { fail, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator, some, topic } from '#checks/subjects.ts';
import { shippedFiles } from '#linux/agent.ts';
import { counted } from '#mesh/plural.ts';

export const logsFilesCollected = perConcentrator({
  id: 'logs.files-collected',
  title: 'System, auth, audit and charon logs exist and are shipped',
  severity: 'high',
  why: 'A log that is not shipped is missing when you need it.',
  remedy: byVisit(
    'rsyslog and auditd write the files; /opt/aws/amazon-cloudwatch-agent/etc/vpnmesh.json tells the agent to ship them.',
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
        ...(logs.some((log) => log.path === path) ? [] : [`${path} is missing`]),
      ];
    });
    if (wrong.length === 0) return pass(counted(wanted.length, 'file'), { expected: wanted });
    return fail(some(wrong), {
      expected: wanted,
      actual: { found: { shipped, logs: logs.map(({ path }) => path) }, wrong },
      explains: [topic.shipping(name)],
    });
  },
  topics: ({ name }) => [topic.agent(name)],
});

import { pass } from '#audit/check.ts';
import { byHand } from '#checks/remedy-texts.ts';
import { perConcentrator, topic } from '#checks/subjects.ts';

/** Never fails: a host that does not answer may be healthy. The other checks that need it are listed under it. */
export const hostReachable = perConcentrator({
  id: 'host.reachable',
  title: 'Host facts can be collected',
  severity: 'high',
  why: 'Nothing is known about a host whose facts cannot be collected.',
  remedy: byHand(
    'SSH is closed by default: `vpnmesh audit --open-ssh` opens it for the audit. If the host still does not answer, read its console output.',
  ),
  needs: ({ reached }) => ({ reached }),
  judge: ({ reached }, one, { startedAt }) =>
    reached === 'beacon' && one.reached.ok
      ? pass(`from its own report, ${age(one.reached.at, startedAt)} old`)
      : pass(`by ${reached}`),
  topics: ({ name }) => [topic.host(name)],
  speaksFor: ({ name }) => [topic.host(name)],
});

function age(at: string, now: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(now) - Date.parse(at)) / 1000));
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

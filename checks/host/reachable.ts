import { pass } from '#audit/check.ts';
import { byHand } from '#checks/remedy-texts.ts';
import { perConcentrator, topic } from '#checks/subjects.ts';

/** It never fails: a host that does not answer is not known to be ill. Whatever else wanted it is told under it. */
export const hostReachable = perConcentrator({
  id: 'host.reachable',
  title: 'The host tells its facts',
  severity: 'high',
  why: 'Nothing about a host that does not answer is known to be well.',
  remedy: byHand(
    'SSH is closed in the normal state: `vpnmesh audit --open-ssh` opens it for the time of the audit. If the host does not answer then, look at its console.',
  ),
  needs: ({ reached }) => ({ reached }),
  judge: ({ reached }, one, { startedAt }) =>
    reached === 'beacon' && one.reached.ok
      ? pass(`by its own report, ${age(one.reached.at, startedAt)} old`)
      : pass(`by ${reached}`),
  topics: ({ name }) => [topic.host(name)],
  speaksFor: ({ name }) => [topic.host(name)],
});

function age(at: string, now: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(now) - Date.parse(at)) / 1000));
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

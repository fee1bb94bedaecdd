import { fail, pass } from '#audit/check.ts';
import { perConcentrator, some, topic } from '#checks/subjects.ts';
import { freshUpdates, onlyStrongswan } from './updates.ts';

export const osSecurityUpdates = perConcentrator({
  id: 'os.security-updates',
  title: 'No security update is pending',
  severity: 'high',
  why: 'A pending security update is a published vulnerability.',
  remedy: {
    risk: 'disruptive',
    summary: 'Install them, one host at a time: `apt-get update && apt-get upgrade`. charon may restart.',
  },
  needs: ({ name, host }) => ({ updates: freshUpdates(name, host) }),
  // strongSwan's updates have their own check, ipsec.version.
  topics: (one) => (onlyStrongswan(one.host) ? [topic.strongswan(one.name)] : []),
  judge: ({ updates }) =>
    updates.security.length === 0
      ? pass('none', { expected: [], actual: [] })
      : fail(`${updates.security.length} pending: ${some(updates.security)}`, {
          expected: [],
          actual: updates.security,
        }),
});

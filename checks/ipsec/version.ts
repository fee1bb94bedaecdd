import { fail, pass } from '#audit/check.ts';
import { freshUpdates, strongswanUpdates } from '#checks/os/updates.ts';
import { perConcentrator, topic } from '#checks/subjects.ts';

export const ipsecVersion = perConcentrator({
  id: 'ipsec.version',
  title: 'No strongSwan security update is pending',
  severity: 'high',
  why: 'charon parses packets from unauthenticated senders.',
  remedy: {
    risk: 'disruptive',
    summary:
      '`apt-get install --only-upgrade charon-systemd strongswan-swanctl libstrongswan`, one host at a time: charon restarts.',
  },
  needs: ({ name, host }) => ({ updates: freshUpdates(name, host), packages: host.packages }),
  judge: ({ updates, packages }, { name }) => {
    const pending = strongswanUpdates(updates);
    const version = packages['strongswan-swanctl'] ?? packages.strongswan ?? null;
    if (pending.length > 0)
      return fail(`pending: ${pending.join(', ')}`, {
        expected: [],
        actual: { version, pending },
        explains: [topic.strongswan(name)],
      });
    return pass(version ?? 'none pending', { expected: [], actual: { version, pending } });
  },
});

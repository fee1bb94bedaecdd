import { fail, pass } from '#audit/check.ts';
import { describeUnit, isActive, isEnabled, isInstalled } from '#checks/host/units.ts';
import { byHand } from '#checks/remedy-texts.ts';
import { perConcentrator, topic } from '#checks/subjects.ts';
import { hostProfile } from '#linux/distributions.ts';

export const ipsecService = perConcentrator({
  id: 'ipsec.service',
  title: 'strongSwan is enabled and active, exactly one daemon',
  severity: 'critical',
  why: 'Without it no tunnel comes up; two daemons compete for UDP 500 and 4500.',
  remedy: {
    ...byHand(
      '`systemctl enable --now strongswan`; `systemctl disable --now strongswan-starter` where both are installed.',
    ),
    risk: 'safe',
  },
  needs: ({ host, desired }) => ({ units: host.units, desired }),
  judge: ({ units, desired }, { name }) => {
    const { strongswan: own, starter: other } = hostProfile(desired.image).units;
    const expected = { [own]: 'enabled, active', [other]: 'not active' };
    const actual = { [own]: describeUnit(units, own), [other]: describeUnit(units, other) };
    const down = !isActive(units, own);
    const wrong = [
      ...(down || !isEnabled(units, own) ? [`${own}: ${describeUnit(units, own)}`] : []),
      ...(isInstalled(units, other) && (isActive(units, other) || isEnabled(units, other))
        ? [`${other}: ${describeUnit(units, other)}`]
        : []),
    ];
    if (wrong.length === 0) return pass(`${own} is enabled and active`, { expected, actual });
    const explains = down ? [topic.charon(name), ...desired.peers.map((peer) => topic.tunnel(name, peer))] : [];
    return fail(wrong.join('; '), { expected, actual, explains });
  },
});

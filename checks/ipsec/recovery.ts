import { fail, pass } from '#audit/check.ts';
import { otherwise } from '#checks/host/files.ts';
import { describeUnit, isActive, isEnabled } from '#checks/host/units.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator, some, topic } from '#checks/subjects.ts';
import { wantedFiles } from '#linux/managed-files.ts';
import {
  charonDropInPath,
  networkdDropInPath,
  watchdogPath,
  watchdogTimerPath,
  watchdogUnitPath,
} from '#linux/units.ts';
import { counted } from '#mesh/plural.ts';
import { recoverySettings } from '#strongswan/tunnel-policy.ts';
import { differences, noConnections, wantedConnections } from './connections.ts';

const timer = 'vpnmesh-watchdog.timer';
const paths = [charonDropInPath, networkdDropInPath, watchdogPath, watchdogUnitPath, watchdogTimerPath];

export const ipsecRecovery = perConcentrator({
  id: 'ipsec.recovery',
  title: 'Tunnels recover by themselves (start, close and DPD actions, keyingtries, watchdog)',
  severity: 'high',
  why: 'By default charon does not restart a closed connection and does not retry a refused one.',
  remedy: byVisit(
    'Write the spec’s actions and `keyingtries` into the connection; `systemctl enable --now vpnmesh-watchdog.timer`.',
  ),
  needs: ({ host, input }) => ({
    written: host.written,
    units: host.units,
    files: host.files,
    input,
  }),
  judge: ({ written, units, files, input }, { name }) => {
    const wanted = { connections: wantedConnections(input), files: wantedFiles(input) };
    const there = wanted.connections.filter((one) => written.some((other) => other.name === one.name));
    const settings = there.flatMap((one) =>
      differences(
        one,
        written.find((other) => other.name === one.name),
        recoverySettings,
      ),
    );
    const asleep = isEnabled(units, timer) && isActive(units, timer) ? [] : [`${timer}: ${describeUnit(units, timer)}`];
    const changed = paths
      .filter((path) => !(wanted.files[path] ?? []).some(({ sha256 }) => sha256 === files[path]?.sha256))
      .map((path) => otherwise(path, files[path]));
    const wrong = [...settings, ...asleep, ...changed];
    if (wrong.length === 0 && there.length === 0) return noConnections;
    if (wrong.length === 0) return pass(`${counted(there.length, 'connection')}, watchdog active`);
    return fail(some(wrong), {
      expected: 'actions as rendered, watchdog active',
      actual: wrong,
      explains: settings.length > 0 ? [topic.connections(name)] : [],
    });
  },
});

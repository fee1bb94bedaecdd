import { fail, pass } from '#audit/check.ts';
import { otherwise } from '#checks/host/files.ts';
import { describeUnit, isActive, isEnabled } from '#checks/host/units.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator, some, topic } from '#checks/subjects.ts';
import { wantedFiles } from '#linux/managed-files.ts';
import { probeInputPath, probePath, probeUnitPath } from '#linux/units.ts';

const unit = 'vpnmesh-probe';
const paths = [probePath, probeInputPath, probeUnitPath];

export const netProbe = perConcentrator({
  id: 'net.probe',
  title: 'Probe namespace behind the concentrator is set up',
  severity: 'medium',
  why: 'Without it nothing proves that the host forwards: probes, its own and its peers’, have no endpoint behind it.',
  remedy: byVisit('`systemctl enable --now vpnmesh-probe`; restore its files with `vpnmesh apply`.'),
  needs: ({ host, input, desired }) => ({ units: host.units, files: host.files, input, desired }),
  judge: ({ units, files, input, desired }, { name }) => {
    const wanted = wantedFiles(input);
    const changed = paths
      .filter((path) => !(wanted[path] ?? []).some(({ sha256 }) => sha256 === files[path]?.sha256))
      .map((path) => otherwise(path, files[path]));
    const down = isEnabled(units, unit) && isActive(units, unit) ? [] : [`${unit}: ${describeUnit(units, unit)}`];
    const wrong = [...changed, ...down];
    if (wrong.length === 0) return pass('namespace is set up');
    const explains = desired.peers.map((peer) => topic.traffic(name, peer));
    return fail(some(wrong), { expected: 'the unit enabled and active', actual: wrong, explains });
  },
});

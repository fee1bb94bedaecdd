/** `vpnmesh verify` */

import { withMeshHosts } from '#app/hosts/mesh-hosts.ts';
import { type PairProbe, verifyMesh } from '#app/hosts/verify.ts';
import { printJson, verifyJson } from '#cli/documents/json.ts';
import { exitCodes, verdict } from '#cli/exit-codes.ts';
import { print } from '#cli/output.ts';
import { withTools } from '#cli/run.ts';
import type { CommonFlags } from '#cli/settings.ts';
import { reportedLine, style } from '#cli/text/style.ts';

export function verify(flags: CommonFlags): Promise<number> {
  return withTools(flags, async ({ parsed, tools, interrupt, same }) => {
    const opened = flags.openSsh === true;
    const found = await withMeshHosts(parsed, tools, { openSsh: opened }, (context, opening) =>
      verifyMesh(context, !opening),
    );
    if (flags.json) printJson(verifyJson(found));
    else {
      const lines = [
        ...found.pairs.map(pairLine),
        ...found.reported.map(reportedLine),
        ...found.unknown.map((why) => `${style.warn('unknown')} ${why}`),
        ...(found.unknown.length > 0 && !opened ? ['next: `vpnmesh verify --open-ssh` opens SSH for the probes'] : []),
      ];
      print(`${same(lines.join('\n'))}\n`);
    }
    if (interrupt.pressed()) return exitCodes.interrupted;
    return verdict({
      failing: found.pairs.some(({ ping, ok }) => ping !== null && !ok),
      unknown: found.unknown.length > 0,
    });
  });
}

function pairLine({ from, to, ping, pathMtu, ok }: PairProbe): string {
  if (ping === null) return `${style.warn('unknown')} ${from} to ${to}`;
  const rtt = ping.rttMs === null ? 'no answer' : `${ping.rttMs.toFixed(1)} ms`;
  return `${ok ? style.good('ok     ') : style.bad('fails  ')} ${from} to ${to}: ${rtt}, ${ping.lossPct} % lost, path MTU ${pathMtu ?? 'not found'}`;
}

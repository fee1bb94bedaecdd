/** `vpnmesh status` */

import { withMeshHosts } from '#app/hosts/mesh-hosts.ts';
import { isDown, isUp, type MeshStatus, meshStatus, type TunnelStatus } from '#app/hosts/status.ts';
import { printJson, statusJson } from '#cli/documents/json.ts';
import { exitCodes, verdict } from '#cli/exit-codes.ts';
import { print } from '#cli/output.ts';
import { withTools } from '#cli/run.ts';
import type { CommonFlags } from '#cli/settings.ts';
import { reportedLine, style } from '#cli/text/style.ts';
import { UsageError } from '#mesh/errors.ts';
import { utcText } from '#mesh/time-text.ts';

/** Interval of --watch. */
const watchMs = 5_000;

export function status(flags: CommonFlags & { readonly watch?: true }): Promise<number> {
  if (flags.watch && flags.json) {
    throw new UsageError(
      '--watch and --json cannot be combined',
      'run `vpnmesh status --json` as often as you need it',
    );
  }
  return withTools(flags, async ({ parsed, tools, interrupt, same }) => {
    const opened = flags.openSsh === true;
    const show = (found: MeshStatus): void => print(`${same(statusLines(found, opened).join('\n'))}\n`);
    const found = await withMeshHosts(parsed, tools, { openSsh: opened }, async (context, opening) => {
      for (;;) {
        const now = await meshStatus(context, !opening);
        if (!flags.watch || context.stop.aborted) return now;
        show(now);
        await context.clock.pause(watchMs, context.stop);
        if (context.stop.aborted) return now;
        print(`\n${utcText(context.clock.now())}\n`);
      }
    });
    if (flags.json) printJson(statusJson(found));
    else if (!flags.watch) show(found);
    if (interrupt.pressed()) return exitCodes.interrupted;
    return verdict({
      failing: found.tunnels.some(isDown),
      unknown: found.unknown.length > 0,
    });
  });
}

function statusLines({ tunnels, unknown, reported }: MeshStatus, opened: boolean): readonly string[] {
  return [
    ...tunnels.map(tunnelLine),
    ...reported.map(reportedLine),
    ...unknown.map((why) => `${style.warn('unknown')} ${why}`),
    ...(unknown.length > 0 && !opened ? ['next: `vpnmesh status --open-ssh` opens SSH for this command'] : []),
  ];
}

function tunnelLine(tunnel: TunnelStatus): string {
  const { a, b, ike, child, bytes, establishedAt, uniqueId, children } = tunnel;
  const word = isUp(tunnel) ? style.good('up     ') : isDown(tunnel) ? style.bad('down   ') : style.warn('unknown');
  const end = (name: string, which: 'a' | 'b'): string =>
    `${name}: IKE ${ike[which]} (#${uniqueId[which] ?? '-'}), CHILD ${child[which]}${several(children[which])}`;
  const traffic = bytes.aToB === null ? '' : `; ${bytes.aToB} bytes out, ${bytes.bToA ?? 0} in`;
  const since = establishedAt === null ? '' : `; since ${utcText(establishedAt)}`;
  return `${word} ${a} - ${b}\n          ${end(a, 'a')}\n          ${end(b, 'b')}${traffic}${since}`;
}

/** Duplicate CHILD SAs: they are up, but need attention. */
function several(count: number | null): string {
  return count === null || count < 2
    ? ''
    : style.warn(` (${count} of one name: duplicates, see \`vpnmesh explain mesh.tunnels-up\`)`);
}

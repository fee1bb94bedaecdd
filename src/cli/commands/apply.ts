/** `vpnmesh apply` */
import { type Applied, applyMesh } from '#app/build/apply.ts';
import { applyJson, printJson } from '#cli/documents/json.ts';
import { exitCodes } from '#cli/exit-codes.ts';
import { print, tell } from '#cli/output.ts';
import { canAsk, withTools } from '#cli/run.ts';
import type { PlanFlags } from '#cli/settings.ts';
import { nextLines, summaryLines } from '#cli/text/run-summary.ts';
import { style } from '#cli/text/style.ts';
import { UsageError } from '#mesh/errors.ts';

export function apply(flags: PlanFlags): Promise<number> {
  return withTools(flags, async ({ parsed, tools, interrupt, same }) => {
    if (flags.yes !== true && !canAsk(flags)) {
      throw new UsageError(
        'cannot ask without a terminal, so nothing is changed',
        'review `vpnmesh plan`, then run `vpnmesh apply --yes`',
      );
    }
    if (flags.openSsh === true) tell(`${style.warn('warning')} --open-ssh of apply is called --all-hosts now\n`);
    const applied = await applyMesh(parsed, tools, flags.allHosts === true || flags.openSsh === true);
    if (flags.json) printJson(applyJson(applied));
    else print(`${same(ending(applied, interrupt.pressed()).join('\n'))}\n`);
    if (interrupt.pressed()) return exitCodes.interrupted;
    if (!applied.carriedOut) return exitCodes.failed;
    return applied.reports.every(({ outcome }) => outcome === 'done') ? exitCodes.ok : exitCodes.failed;
  });
}

function ending({ carriedOut, plan, reports, verification }: Applied, interrupted: boolean): readonly string[] {
  if (!carriedOut) return ['nothing was changed'];
  if (plan.steps.length === 0) return [];
  const failed = reports.some(({ outcome }) => outcome !== 'done');
  const next = failed
    ? nextLines(reports, interrupted, 'vpnmesh apply')
    : ['next: `vpnmesh status --open-ssh` shows every tunnel, `vpnmesh verify --open-ssh` tests the traffic again'];
  return [
    ...summaryLines(reports),
    ...(verification === undefined
      ? []
      : [
          `${verification.pairs.filter(({ ok }) => ok).length} of ${verification.pairs.length} directions carry forwarded traffic`,
        ]),
    ...next,
  ];
}

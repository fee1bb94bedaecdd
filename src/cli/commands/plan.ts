/** `vpnmesh plan` */
import { planMesh } from '#app/build/apply.ts';
import { planJson, printJson } from '#cli/documents/json.ts';
import { exitCodes } from '#cli/exit-codes.ts';
import { print } from '#cli/output.ts';
import { untilInterrupted, withTools } from '#cli/run.ts';
import type { PlanFlags } from '#cli/settings.ts';
import { planLines } from '#cli/text/plan.ts';

export function plan(flags: PlanFlags & { readonly exitCode?: true }): Promise<number> {
  return withTools(flags, async ({ parsed, tools, interrupt }) => {
    // Nothing changes, so an interrupt can stop at once.
    const planned = await untilInterrupted(planMesh(parsed, tools, flags.allHosts === true), interrupt);
    if (planned === undefined) return exitCodes.interrupted;
    const stopping = planned.obstacles.map(({ what, next }) => `apply would stop: ${what}; ${next}`);
    const made = { ...planned.plan, notes: [...stopping, ...planned.plan.notes] };
    if (flags.json) printJson(planJson(made));
    else print(`${planLines(made).join('\n')}\n`);
    return flags.exitCode === true && made.steps.length > 0 ? exitCodes.findings : exitCodes.ok;
  });
}

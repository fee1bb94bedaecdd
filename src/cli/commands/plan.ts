/** `vpnmesh plan` */
import { planMesh } from '#app/apply.ts';
import { exitCodes } from '#cli/exit-codes.ts';
import { planJson, printJson } from '#cli/json.ts';
import { planLines } from '#cli/plan-text.ts';
import { withTools } from '#cli/run.ts';
import type { CommonFlags } from '#cli/settings.ts';

export function plan(flags: CommonFlags & { readonly exitCode?: true }): Promise<number> {
  return withTools(flags, async ({ parsed, tools }) => {
    const { plan: made } = await planMesh(parsed, tools);
    if (flags.json) printJson(planJson(made));
    else process.stdout.write(`${planLines(made).join('\n')}\n`);
    return flags.exitCode === true && made.steps.length > 0 ? exitCodes.findings : exitCodes.ok;
  });
}

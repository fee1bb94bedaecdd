/** `vpnmesh destroy` */
import { destroyMesh } from '#app/build/destroy.ts';
import { destroyJson, printJson } from '#cli/documents/json.ts';
import { exitCodes } from '#cli/exit-codes.ts';
import { print } from '#cli/output.ts';
import { canAsk, withTools } from '#cli/run.ts';
import type { CommonFlags } from '#cli/settings.ts';
import { nextLines, summaryLines } from '#cli/text/run-summary.ts';
import { UsageError } from '#mesh/errors.ts';

export function destroy(
  flags: CommonFlags & { readonly confirm?: string; readonly deleteLogs?: true },
): Promise<number> {
  return withTools(flags, async ({ parsed, tools, interrupt, same }) => {
    const mesh = parsed.spec.mesh;
    if (flags.confirm !== undefined && flags.confirm !== mesh) {
      throw new UsageError(
        `--confirm ${flags.confirm} does not match the spec's mesh, ${mesh}`,
        `run \`vpnmesh destroy --confirm ${mesh}\` if you mean that one`,
      );
    }
    if (flags.confirm === undefined && !canAsk(flags)) {
      throw new UsageError(
        'cannot ask without a terminal, so nothing is destroyed',
        `run \`vpnmesh destroy --confirm ${mesh}\``,
      );
    }
    const destroyed = await destroyMesh(parsed, tools, { deleteLogs: flags.deleteLogs === true });
    if (flags.json) printJson(destroyJson(destroyed));
    else if (!destroyed.carriedOut) print('nothing was changed\n');
    else if (destroyed.plan.steps.length > 0) {
      const { reports } = destroyed;
      const lines = [...summaryLines(reports), ...nextLines(reports, interrupt.pressed(), 'vpnmesh destroy')];
      print(`${same(lines.join('\n'))}\n`);
    }
    if (interrupt.pressed()) return exitCodes.interrupted;
    if (!destroyed.carriedOut) return exitCodes.failed;
    if (destroyed.incomplete) return exitCodes.incomplete;
    return destroyed.reports.every(({ outcome }) => outcome === 'done') ? exitCodes.ok : exitCodes.failed;
  });
}

/** `vpnmesh fix` */

import { hostSources } from '#app/audit/collect-hosts.ts';
import { type Fixed, fixMesh } from '#app/fix/fix.ts';
import { type Undone, undoFix } from '#app/fix/undo.ts';
import { checkNamed } from '#cli/audit/checks.ts';
import { auditEngine } from '#cli/audit/fix-engine.ts';
import { allChecks } from '#cli/audit/own-checks.ts';
import { printJson } from '#cli/documents/json.ts';
import { exitCodes } from '#cli/exit-codes.ts';
import { type FixFlags, fixCommand } from '#cli/fix/command.ts';
import { fixExitCode } from '#cli/fix/exit-code.ts';
import { fixJson, undoJson } from '#cli/fix/json.ts';
import { fixLines, undoLines } from '#cli/fix/text.ts';
import { print } from '#cli/output.ts';
import { canAsk, withTools } from '#cli/run.ts';
import { stateFolder } from '#cli/state-folder.ts';
import { UsageError } from '#mesh/errors.ts';
import { utcText } from '#mesh/time-text.ts';
import { fileStore } from '#store/file-store.ts';

export async function fix(ids: readonly string[], flags: FixFlags): Promise<number> {
  const checks = await allChecks(flags.checks);
  const engine = auditEngine(checks);
  return withTools(flags, async ({ parsed, tools, interrupt, same }) => {
    const dryRun = flags.dryRun === true;
    for (const id of ids) checkNamed(checks, id);
    if (!dryRun && flags.yes !== true && !canAsk(flags)) {
      const command = fixCommand(ids, flags);
      throw new UsageError(
        'cannot ask without a terminal, so nothing is changed',
        `review \`${command} --dry-run\`, then run \`${command} --yes\``,
      );
    }
    if (flags.undo !== undefined) {
      const undone = await undoFix(
        parsed,
        { ...tools, store: fileStore(stateFolder()) },
        { run: flags.undo === true ? undefined : flags.undo, dryRun, openSsh: flags.openSsh === true },
      );
      if (flags.json) printJson(undoJson(undone));
      else {
        const next = dryRun ? fixCommand(ids, { ...flags, undo: undone.record.run }) : undefined;
        print(`${same(undoLines(undone, next).join('\n'))}\n`);
      }
      if (interrupt.pressed()) return exitCodes.interrupted;
      return dryRun || isUndone(undone) ? exitCodes.ok : exitCodes.failed;
    }
    if (flags.watch !== undefined && flags.json) {
      throw new UsageError('--watch and --json cannot be combined', 'run `vpnmesh fix --json` as often as you need it');
    }
    const hosts = hostSources.find((one) => one === flags.hostFacts) ?? 'auto';
    const options = { ids, dryRun, hosts, openSsh: flags.openSsh === true, safeOnly: flags.safeOnly === true };
    const once = (): Promise<Fixed> => fixMesh(parsed, { ...tools, store: fileStore(stateFolder()) }, engine, options);
    const next = dryRun ? fixCommand(ids, flags) : undefined;
    const show = (fixed: Fixed): void => print(`${same(fixLines(fixed, next).join('\n'))}\n`);
    if (flags.watch !== undefined) {
      const seconds = flags.watch === true ? 60 : flags.watch;
      while (!tools.stop.aborted) {
        print(`${utcText(tools.clock.now())}\n`);
        show(await once());
        await tools.clock.pause(seconds * 1000, tools.stop);
      }
      return exitCodes.interrupted;
    }
    const fixed = await once();
    if (flags.json) printJson(fixJson(fixed));
    else show(fixed);
    if (interrupt.pressed()) return exitCodes.interrupted;
    return fixExitCode(fixed, ids);
  });
}

function isUndone({ changes, reports }: Undone): boolean {
  const open = changes.some(({ outcome }) => outcome === 'failed' || outcome === 'left');
  return !open && reports.every(({ outcome }) => outcome === 'done');
}

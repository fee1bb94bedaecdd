/** `vpnmesh sandbox break`: breaks something, for the operator to find and fix. */

import { printJson } from '#cli/documents/json.ts';
import { exitCodes } from '#cli/exit-codes.ts';
import { print, tell } from '#cli/output.ts';
import type { SandboxFlags } from '#cli/sandbox-flags.ts';
import { style } from '#cli/text/style.ts';
import { UsageError } from '#mesh/errors.ts';
import { plantFault, practiceDesk, repairFaults } from '#sandbox/breakages/client.ts';

export async function practice(stateDir: string, name: string | undefined, flags: SandboxFlags): Promise<number> {
  const say = (lines: readonly string[]): void => print(`${lines.join('\n')}\n`);
  if (flags.mend) tell(`${style.warn('warning')} --mend is called --repair now\n`);
  if (flags.repair || flags.mend) {
    const repaired = await repairFaults({ stateDir });
    if (flags.json) printJson({ schema: 'vpnmesh.sandbox-practice/1', repaired });
    else say(repaired.length === 0 ? ['nothing was broken'] : repaired.map(repairedLine));
    return exitCodes.ok;
  }
  if (flags.list || flags.tell) {
    const { names, planted } = await practiceDesk({ stateDir });
    if (flags.json) printJson({ schema: 'vpnmesh.sandbox-practice/1', names, planted });
    else if (flags.list) say(names);
    else if (planted.length === 0) say(['nothing is broken']);
    else
      say(
        planted.flatMap(({ name: which, what, lesson, stands }) => [
          `${style.strong(which)}: ${what}`,
          `  ${standing(stands)} ${lesson}`,
        ]),
      );
    return exitCodes.ok;
  }
  if (name !== undefined) refuseUnknown(name, (await practiceDesk({ stateDir })).names);
  await plantFault({ stateDir }, name);
  if (flags.json) printJson({ schema: 'vpnmesh.sandbox-practice/1', planted: name ?? null });
  else {
    say([
      name === undefined ? 'something is broken' : `${name} is done`,
      'find it: `vpnmesh status --sandbox --open-ssh`, `vpnmesh verify --sandbox --open-ssh`, `vpnmesh plan --sandbox`, or log in',
      'with `vpnmesh ssh open --sandbox` and `vpnmesh ssh NAME --sandbox`; `vpnmesh sandbox break --tell` explains it,',
      '`vpnmesh sandbox break --repair` repairs it',
    ]);
  }
  return exitCodes.ok;
}

/** It may be fixed already: by hand, by apply or by fix. */
function standing(stands: boolean | null): string {
  if (stands === null) return 'unknown: its host is not running;';
  return stands ? 'still broken:' : `${style.good('already fixed')}; it was:`;
}

/** @throws UsageError for an unknown name, as for any other wrong argument */
function refuseUnknown(name: string, names: readonly string[]): void {
  // Without hosts there are no breakages; the break itself says so.
  if (names.length === 0 || names.includes(name)) return;
  throw new UsageError(`unknown breakage "${name}"`, `use one of ${names.join(', ')}`);
}

function repairedLine({ name, trouble }: { readonly name: string; readonly trouble?: string | undefined }): string {
  const behind = trouble === undefined ? '' : style.quiet(` (you may have fixed it already: ${trouble})`);
  return `${style.good('repaired')} ${name}${behind}`;
}

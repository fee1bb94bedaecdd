/** `vpnmesh sandbox break`: something is broken, and whoever practises finds out what. */

import { printJson } from '#cli/documents/json.ts';
import { exitCodes } from '#cli/exit-codes.ts';
import { print, tell } from '#cli/output.ts';
import type { SandboxFlags } from '#cli/sandbox-command.ts';
import { style } from '#cli/text/style.ts';
import { UsageError } from '#mesh/errors.ts';
import { plantFault, practiceDesk, repairFaults } from '#sandbox/practice.ts';

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
      'look: `vpnmesh status --sandbox --open-ssh`, `vpnmesh verify --sandbox --open-ssh`, `vpnmesh plan --sandbox`, or log in',
      'with `vpnmesh ssh open --sandbox` and `vpnmesh ssh NAME --sandbox`; `vpnmesh sandbox break --tell` tells what it is,',
      '`vpnmesh sandbox break --repair` puts it right',
    ]);
  }
  return exitCodes.ok;
}

/** Somebody may have put it right by hand, by apply or by fix. */
function standing(stands: boolean | null): string {
  if (stands === null) return 'cannot tell now: its host is not running;';
  return stands ? 'it is so now:' : `${style.good('it is fixed already')}; while it was so:`;
}

/** @throws UsageError for a name that there is not, as for any other wrong word */
function refuseUnknown(name: string, names: readonly string[]): void {
  // Without hosts there are none; that is told by whoever breaks.
  if (names.length === 0 || names.includes(name)) return;
  throw new UsageError(`there is no breakage "${name}"`, `use one of ${names.join(', ')}`);
}

function repairedLine({ name, trouble }: { readonly name: string; readonly trouble?: string | undefined }): string {
  const behind = trouble === undefined ? '' : style.quiet(` (you may have put it right already: ${trouble})`);
  return `${style.good('repaired')} ${name}${behind}`;
}

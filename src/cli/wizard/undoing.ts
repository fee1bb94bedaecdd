/** The undo job: reverts the last fix and then audits. */

import { collectFacts } from '#app/audit/collect.ts';
import { type Undone, undoFix } from '#app/fix/undo.ts';
import type { MeshFacts } from '#app/hosts/mesh-facts.ts';
import { stateFolder } from '#cli/state-folder.ts';
import { usesSsh } from '#mesh/plan/totals.ts';
import { counted } from '#mesh/plural.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';
import { fileStore } from '#store/file-store.ts';
import type { Ending } from '#ui/model/messages.ts';
import type { Dispatch, Jobs } from './jobs.ts';

const acts = { undoFix, collectFacts };

/**
 * @param openSsh whether the operator wants to read hosts over SSH
 * @param seen receives the audit afterwards
 */
export function undo(
  jobs: { readonly run: Jobs['run']; readonly ssh: Pick<Jobs['ssh'], 'lookBegins'> },
  current: () => ParsedSpec,
  openSsh: boolean,
  seen: (facts: MeshFacts, tell: Dispatch) => void,
  { undoFix, collectFacts } = acts,
): void {
  jobs.run('undo', current, async (parsed, tools, tell) => {
    const looking = (): void => jobs.ssh.lookBegins();
    const options = { run: undefined, dryRun: false, openSsh, looking };
    const { agreed, changes, plan } = await undoFix(parsed, { ...tools, store: fileStore(stateFolder()) }, options);
    if (!agreed) return { ok: true, text: 'nothing was changed' };
    if (plan.steps.length === 0) {
      // Nothing changed, so the hosts' own reports are good enough.
      seen(await collectFacts(parsed, tools, { openSsh: false, hosts: 'beacon' }), tell);
      return undoEnding(changes);
    }
    // The hosts' last reports are from before the undo.
    const opens = openSsh || usesSsh(plan);
    if (opens || parsed.spec.ssh.openOnDemand) looking();
    seen(await collectFacts(parsed, tools, { openSsh: opens, hosts: 'auto' }), tell);
    return undoEnding(changes);
  });
}

function undoEnding(changes: Undone['changes']): Omit<Ending, 'interrupted'> {
  const undone = changes.filter(({ outcome }) => outcome === 'undone').length;
  const text = `${undone} of ${counted(changes.length, 'change')} reverted`;
  const rest = changes.find(({ outcome }) => outcome === 'failed' || outcome === 'left');
  const stays = changes.find(({ outcome }) => outcome === 'cannot');
  const why = rest ?? stays;
  return { ok: rest === undefined, text: why === undefined ? text : `${text}; ${why.change.step}: ${why.why ?? ''}` };
}

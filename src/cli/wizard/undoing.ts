/** The job that goes back: what the last fix changed is taken back, and then looked at. */
import { collectFacts, type MeshFacts } from '#app/audit/collect.ts';
import { type Undone, undoFix } from '#app/fix/undo.ts';
import { stateFolder } from '#cli/state-folder.ts';
import { usesSsh } from '#mesh/plan/totals.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';
import { fileStore } from '#store/file-store.ts';
import type { Ending } from '#ui/model/messages.ts';
import type { Dispatch, Jobs } from './jobs.ts';

const acts = { undoFix, collectFacts };

/**
 * @param openSsh whether the operator wants looks over SSH
 * @param seen takes what was seen afterwards
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
    if (!agreed) return { ok: true, text: 'left as it was' };
    if (plan.steps.length === 0) {
      // Nothing was done, so hosts need not be asked: what they report is good enough, whatever looks do otherwise.
      seen(await collectFacts(parsed, tools, { openSsh: false, hosts: 'beacon' }), tell);
      return undoEnding(changes);
    }
    // What hosts last told of themselves is of before.
    const opens = openSsh || usesSsh(plan);
    if (opens || parsed.spec.ssh.openOnDemand) looking();
    seen(await collectFacts(parsed, tools, { openSsh: opens, hosts: 'auto' }), tell);
    return undoEnding(changes);
  });
}

function undoEnding(changes: Undone['changes']): Omit<Ending, 'interrupted'> {
  const undone = changes.filter(({ outcome }) => outcome === 'undone').length;
  const text = `${undone} of ${changes.length} changes taken back`;
  const rest = changes.find(({ outcome }) => outcome === 'failed' || outcome === 'left');
  const stays = changes.find(({ outcome }) => outcome === 'cannot');
  const why = rest ?? stays;
  return { ok: rest === undefined, text: why === undefined ? text : `${text}; ${why.change.step}: ${why.why ?? ''}` };
}

/** Writes the spec: shows the change first, then writes exactly that. Only apply also writes it, and says so. */
import { userInfo } from 'node:os';
import { entriesOf } from '#audit/entries.ts';
import { parseSpec } from '#mesh/spec/spec.ts';
import { waiverText } from '#mesh/spec/waiver-text.ts';
import type { Effect } from '#ui/model/effects.ts';
import type { WriteQuestion } from '#ui/model/messages.ts';
import { errorTextOf } from './error-text.ts';
import type { Dispatch } from './jobs.ts';
import type { Session } from './session.ts';

type Preview = Extract<Effect, { readonly type: 'preview-save' | 'preview-waiver' }>;

export function preview(session: Session, effect: Preview, dispatch: Dispatch): void {
  telling(dispatch, () => {
    const path = session.unchanged();
    const text = effect.type === 'preview-save' ? session.textOf(effect.draft) : withWaiver(session, effect);
    // Never write a spec that cannot be parsed again.
    parseSpec(text, session.file);
    const difference = session.difference(text);
    const kind: WriteQuestion['kind'] = effect.type === 'preview-save' ? 'save' : 'waive';
    if (difference.length === 0) dispatch({ type: 'told', text: `${path} is already up to date` });
    else dispatch({ type: 'asked', question: { kind, path, text, difference }, at: Date.now() });
  });
}

/** @param then what to do afterwards */
export function write(session: Session, text: string, dispatch: Dispatch, then: () => void): void {
  telling(dispatch, () => {
    const path = session.write(text);
    then();
    dispatch({ type: 'written', path, what: 'written' });
  });
}

function withWaiver(
  session: Session,
  { result, reason, expires }: Extract<Effect, { readonly type: 'preview-waiver' }>,
) {
  const owner = userInfo().username;
  const { check, severity, actual } = result;
  // Waives the finding with its current entries: later entries are not waived with it.
  const resource = result.resource.id;
  const covers = entriesOf(actual);
  const found = covers.length > 0 ? { covers: [...covers] } : {};
  const waiver = { check, resource, reason, owner, expires, severity, ...found };
  return session.changed((base = '') => waiverText(base, waiver, new Date()));
}

function telling(dispatch: Dispatch, work: () => void): void {
  try {
    work();
  } catch (error) {
    const { message, next } = errorTextOf(error);
    dispatch({ type: 'told', text: next === undefined ? message : `${message}: ${next}`, bad: true });
  }
}

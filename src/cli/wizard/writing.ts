/** Writing the spec: shown first, then written as it was shown. Beside this only apply writes it, which says so. */
import { userInfo } from 'node:os';
import { entriesOf } from '#audit/entries.ts';
import { parseSpec } from '#mesh/spec/spec.ts';
import { waiverText } from '#mesh/spec/waiver-text.ts';
import type { Effect } from '#ui/model/effects.ts';
import type { WriteQuestion } from '#ui/model/messages.ts';
import type { Dispatch } from './jobs.ts';
import type { Session } from './session.ts';
import { troubleOf } from './trouble.ts';

type Preview = Extract<Effect, { readonly type: 'preview-save' | 'preview-waiver' }>;

export function preview(session: Session, effect: Preview, dispatch: Dispatch): void {
  telling(dispatch, () => {
    const path = session.unchanged();
    const text = effect.type === 'preview-save' ? session.textOf(effect.draft) : withWaiver(session, effect);
    // Nothing is written that could not be read again.
    parseSpec(text, session.file);
    const difference = session.difference(text);
    const kind: WriteQuestion['kind'] = effect.type === 'preview-save' ? 'save' : 'waive';
    if (difference.length === 0) dispatch({ type: 'told', text: `${path} says so already` });
    else dispatch({ type: 'asked', question: { kind, path, text, difference }, at: Date.now() });
  });
}

/** @param then what follows from it */
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
  // This one, and what is found of it now: whatever joins it later is not accepted with it.
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
    const { message, next } = troubleOf(error);
    dispatch({ type: 'told', text: next === undefined ? message : `${message}: ${next}`, bad: true });
  }
}

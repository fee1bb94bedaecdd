/** The wizard as a pure function: from state and message to the next state and effects. */

import { offers } from './available-actions.ts';
import type { ScreenName } from './bindings.ts';
import { failed, idle, ready } from './loading.ts';
import type { Job, JobQuestion, Message, PlanView, WriteQuestion } from './messages.ts';
import { onKey } from './on-key.ts';
import { afterEvent, runOf } from './run-state.ts';
import { asking, type Next, quit, stay, told } from './screen.ts';
import { scanAgain } from './screens/regions.ts';
import type { Wizard } from './state.ts';

export function update(before: Wizard, message: Message): Next {
  const [state, effects] = updated(before, message);
  return [isOutlived(state) ? { ...state, notice: undefined } : state, effects];
}

/** Clears a notice about a disabled action once its reason is gone. */
function isOutlived(state: Wizard): boolean {
  const { notice, screen } = state;
  if (notice?.refused === undefined) return false;
  const { action } = notice.refused;
  const offer =
    notice.refused.screen === screen ? offers(state).find(({ binding }) => binding.action === action) : undefined;
  return offer?.disabled !== notice.text;
}

function updated(state: Wizard, message: Message): Next {
  switch (message.type) {
    case 'key':
      return onKey(state, message.key);
    case 'resized':
      return stay(shownAnew({ ...state, columns: message.columns, rows: message.rows }));
    case 'tick':
      return onTick({ ...state, now: message.now });
    case 'identified':
      return stay({ ...state, account: ready(message.account) });
    case 'unidentified':
      return stay({ ...state, account: failed(message.trouble) });
    case 'entered':
      return onEntered(state, message);
    case 'not-entered': {
      const { message: what, next } = message.trouble;
      return stay(told({ ...state, entering: false }, next === undefined ? what : `${what}: ${next}`, true));
    }
    case 'regions':
      return stay({ ...state, survey: { ...state.survey, names: ready(message.names) } });
    case 'surveyed': {
      const { survey } = message;
      return stay({ ...state, survey: { ...state.survey, seen: { ...state.survey.seen, [survey.region]: survey } } });
    }
    case 'unsurveyed': {
      const unseen = { ...state.survey.unseen, [message.region]: message.why };
      return stay({ ...state, survey: { ...state.survey, unseen } });
    }
    case 'survey-failed':
      return stay({ ...state, survey: { ...state.survey, names: failed(message.trouble) } });
    case 'own-address':
      return stay(
        state.draft.sshFrom === ''
          ? { ...state, typing: undefined, draft: { ...state.draft, sshFrom: message.cidr } }
          : state,
      );
    case 'files-seen':
      return stay({ ...state, files: message.files });
    case 'planned':
      // A new plan is read from its top.
      return stay({
        ...state,
        job: undefined,
        cursors: { ...state.cursors, plan: undefined },
        planned: ready(message.planned),
        planShownAt: message.at,
      });
    case 'not-planned':
      return stay({ ...state, job: undefined, planned: failed(message.trouble) });
    case 'event':
      return stay({ ...state, run: afterEvent(state.run, message.event, message.at) });
    case 'asked':
      return onAsked(state, message.question, message.at);
    case 'probed':
      return stay({
        ...state,
        probes: ready({ probes: message.probes, unknown: message.unknown, basis: message.basis, at: state.now }),
      });
    case 'stands':
      return stay({ ...state, living: message.living, livingAt: state.now });
    case 'tunnels':
      return stay({
        ...state,
        lookedAt: state.now,
        tunnels: ready({ tunnels: message.tunnels, unknown: message.unknown, basis: message.basis, at: state.now }),
      });
    case 'audited':
      return stay({ ...state, audit: ready(message.audited) });
    case 'ended':
      return onEnded(state, message);
    case 'ssh-window':
      return stay({ ...state, sshOpenUntil: message.until });
    case 'written':
      return stay(told({ ...state, written: true }, `${message.what}: ${message.path}`));
    case 'told':
      return stay(told(state, message.text, message.bad === true));
  }
}

/** After a resize the question counts as new: the operator must see it first. */
function shownAnew(state: Wizard): Wizard {
  const { asked, now } = state;
  return { ...state, planShownAt: now, asked: asked && { ...asked, shownAt: now } };
}

/** Which job asks which question: one of a job that was left is answered no and not shown. */
const asker: Readonly<Record<JobQuestion['kind'], Job>> = {
  'carry-out': 'apply',
  destroy: 'destroy',
  fix: 'fix',
  undo: 'undo',
};

/** Jobs that execute steps: the state keeps the run of the last one, whatever was read since. */
const withRun: ReadonlySet<Job> = new Set(Object.values(asker));

/** The screen that asked for a preview of the spec; it is dropped elsewhere. */
const previewed: Readonly<Record<WriteQuestion['kind'], ScreenName>> = { save: 'plan', waive: 'audit' };

function onAsked(state: Wizard, question: JobQuestion | WriteQuestion, at: number): Next {
  if ('difference' in question) {
    const wanted = state.screen === previewed[question.kind] && state.asked === undefined && state.entry === undefined;
    return stay(wanted && !state.help ? asking({ ...state, now: at }, question) : state);
  }
  if (state.job !== asker[question.kind] || state.stopping) return stay(state, { type: 'answer', yes: false });
  // The run so far belongs to another plan.
  return stay(asking({ ...state, help: false, now: at, run: runOf(question.plan, at) }, question));
}

/** Interval of watching tunnels, in ms. */
const watchMs = 10_000;

function onTick(state: Wizard): Next {
  const due = state.watching && state.screen === 'home' && state.job === undefined;
  if (!due || state.now - state.lookedAt < watchMs) return stay(state);
  return stay({ ...state, job: 'status' }, { type: 'status', openSsh: state.openSsh, watching: true });
}

function onEntered(state: Wizard, message: Extract<Message, { readonly type: 'entered' }>): Next {
  const { place, account, file, draft, written, living } = message;
  const inside: Wizard = {
    ...state,
    // The sandbox is no real account.
    ...(place === 'aws' ? { account: ready(account) } : {}),
    ...{ entering: false, entered: place, place, file, draft, written, living, livingAt: state.now, gone: false },
    // Earlier results belong to the previous AWS.
    audit: idle,
    sandboxUp: state.sandboxUp || place === 'sandbox',
  };
  if (living === undefined) return stay(scanAgain({ ...inside, screen: 'regions' }), { type: 'survey' });
  return stay(
    { ...inside, screen: 'home', job: 'status', tunnels: { state: 'asking' } },
    { type: 'status', openSsh: state.openSsh },
  );
}

function onEnded(state: Wizard, { job, ending }: Extract<Message, { readonly type: 'ended' }>): Next {
  const ended: Wizard = {
    ...state,
    // A refresh that gave way ends after another job has started.
    ...(job === state.job
      ? {
          job: undefined,
          stopping: false,
          changing: false,
          asked: undefined,
          ...(state.asked === undefined ? {} : { entry: undefined }),
          ...(withRun.has(job) ? { run: { ...state.run, ending, of: job } } : {}),
        }
      : {}),
    // Earlier results are outdated.
    ...(job === 'apply' ? { audit: { state: 'idle' }, tunnels: { state: 'idle' } } : {}),
    // The run just used SSH, and the hosts' first own reports are minutes away.
    ...(job === 'apply' && ending.ok
      ? { openSsh: true, living: state.living && asBuilt(state.living), livingAt: state.now }
      : {}),
  };
  if (state.stopping && job === state.job) return quit(ended, 130);
  const why = ending.next === undefined ? ending.text : `${ending.text}: ${ending.next}`;
  const trouble = { message: ending.text, ...(ending.next === undefined ? {} : { next: ending.next }) };
  switch (job) {
    case 'apply':
    case 'plan':
      return stay(ended);
    case 'destroy':
      return stay(
        ending.ok
          ? { ...ended, gone: true, living: undefined, audit: { state: 'idle' }, planned: { state: 'idle' } }
          : ended,
      );
    case 'audit':
      return stay(ending.ok ? ended : { ...ended, audit: failed(trouble) });
    case 'verify':
      return stay(ending.ok ? ended : { ...ended, probes: failed(trouble) });
    case 'status':
      if (ending.interrupted && state.tunnels.state === 'asking') return stay({ ...ended, tunnels: { state: 'idle' } });
      return stay(ending.ok || ending.interrupted ? ended : { ...ended, tunnels: failed(trouble) });
    case 'fix':
    case 'undo':
    case 'ssh':
      return stay(told(ended, why, !ending.ok));
  }
}

/** The plan has been executed. */
function asBuilt(planned: PlanView): PlanView {
  const totals = { create: 0, update: 0, delete: 0, host: 0 };
  return {
    ...planned,
    plan: { ...planned.plan, steps: [], totals },
    members: planned.members.map((one) => ({ ...one, built: true })),
  };
}

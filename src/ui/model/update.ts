/** The wizard as a pure function: a state and a message give the next state and what is to be done. */

import type { ScreenName } from './bindings.ts';
import { onKey } from './keys.ts';
import type { Job, JobQuestion, Message, PlanView, WriteQuestion } from './messages.ts';
import { offers } from './offers.ts';
import { failed, idle, ready } from './remote.ts';
import { afterEvent, runOf } from './run-state.ts';
import { asking, type Next, quit, stay, told } from './screen.ts';
import { scanAgain } from './screens/regions.ts';
import type { Wizard } from './state.ts';

export function update(before: Wizard, message: Message): Next {
  const [state, effects] = updated(before, message);
  return [isOutlived(state) ? { ...state, notice: undefined } : state, effects];
}

/** What was missing has come, or what was under way has ended: nothing says any more that it has not. */
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
      // Whatever was looked at of another plan: this one is read from its top.
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

/** All of it has moved, or there was no room for it before: whoever answers has to see it first. */
function shownAnew(state: Wizard): Wizard {
  const { asked, now } = state;
  return { ...state, planShownAt: now, asked: asked && { ...asked, shownAt: now } };
}

/** Which job asks what: a question of one that was left is answered no, and shown nowhere. */
const asker: Readonly<Record<JobQuestion['kind'], Job>> = {
  'carry-out': 'apply',
  destroy: 'destroy',
  fix: 'fix',
  undo: 'undo',
};

/** Jobs that carry steps out: the run that is kept is of the last one of them, whatever was looked at since. */
const withRun: ReadonlySet<Job> = new Set(Object.values(asker));

/** Where a preview of the spec is asked for; elsewhere it is of no interest any more. */
const previewed: Readonly<Record<WriteQuestion['kind'], ScreenName>> = { save: 'plan', waive: 'audit' };

function onAsked(state: Wizard, question: JobQuestion | WriteQuestion, at: number): Next {
  if ('difference' in question) {
    const wanted = state.screen === previewed[question.kind] && state.asked === undefined && state.entry === undefined;
    return stay(wanted && !state.help ? asking({ ...state, now: at }, question) : state);
  }
  if (state.job !== asker[question.kind] || state.stopping) return stay(state, { type: 'answer', yes: false });
  // What was known of the run so far is of another plan.
  return stay(asking({ ...state, help: false, now: at, run: runOf(question.plan, at) }, question));
}

/** Between two looks at tunnels that are watched, ms. */
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
    // The pretend one is nobody's account.
    ...(place === 'aws' ? { account: ready(account) } : {}),
    ...{ entering: false, entered: place, place, file, draft, written, living, livingAt: state.now, gone: false },
    // What was found is of the AWS that one was on.
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
    // A look that gave way ends when something else has begun.
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
    // What was known of the mesh is of before.
    ...(job === 'apply' ? { audit: { state: 'idle' }, tunnels: { state: 'idle' } } : {}),
    // Hosts were just worked on over SSH, and their first own reports are minutes away.
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

/** What was planned is there now. */
function asBuilt(planned: PlanView): PlanView {
  const totals = { create: 0, update: 0, delete: 0, host: 0 };
  return {
    ...planned,
    plan: { ...planned.plan, steps: [], totals },
    members: planned.members.map((one) => ({ ...one, built: true })),
  };
}

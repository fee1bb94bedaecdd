/** What the wizard asks for, done. Everything heavy is loaded with the first effect that wants it. */
import type { CommonFlags } from '#cli/settings.ts';
import type { ParsedSpec } from '#mesh/spec.ts';
import type { Effect, Message } from '#ui/model/messages.ts';
import type { Wizard } from '#ui/model/state.ts';
import type { Auditing } from './auditing.ts';
import type { Jobs } from './jobs.ts';
import type { RunLog } from './run-log.ts';
import { Session } from './session.ts';

export interface Stage {
  readonly getState: () => Wizard;
  readonly dispatch: (message: Message) => void;
  readonly log: RunLog;
  /** Leaves the terminal as it was, and ends the program. */
  readonly quit: (code: number) => void;
  /** A fault of ours: shown once the terminal is clean. */
  readonly crash: (error: unknown) => void;
}

export function effectsOf(flags: CommonFlags, stage: Stage): (effect: Effect) => void {
  const { dispatch, getState, log } = stage;
  const session = new Session(flags);
  const current = (): ParsedSpec => session.parse(getState().draft);
  let jobs: Promise<{ readonly jobs: Jobs; readonly auditing: Auditing }> | undefined;
  const working = () => {
    jobs ??= (async () => {
      const [{ Jobs: Made }, { Auditing: Judging }] = await Promise.all([import('./jobs.ts'), import('./auditing.ts')]);
      const made = new Made(session, dispatch, log);
      return { jobs: made, auditing: new Judging(made, current) };
    })();
    return jobs;
  };
  const carryOut = async (effect: Effect): Promise<void> => {
    switch (effect.type) {
      case 'identify':
        return (await import('./entering.ts')).identify(session, dispatch);
      case 'enter':
        return (await import('./entering.ts')).enter(session, effect.place, dispatch);
      case 'survey':
        return (await import('./entering.ts')).survey(session, dispatch);
      case 'own-address':
        return (await import('./entering.ts')).ownAddress(dispatch);
      case 'look-at-files':
        return dispatch({ type: 'files-seen', files: await (await import('./local-files.ts')).look(effect.draft) });
      case 'save': {
        const { troubleOf } = await import('./trouble.ts');
        try {
          dispatch({ type: 'told', text: `written: ${session.save(effect.draft)}` });
        } catch (error) {
          const { message, next } = troubleOf(error);
          dispatch({ type: 'told', text: next === undefined ? message : `${message}: ${next}`, bad: true });
        }
        return;
      }
      case 'plan':
        return (await import('./building.ts')).plan((await working()).jobs, effect.draft);
      case 'apply':
        return (await import('./building.ts')).apply((await working()).jobs, effect.draft, effect.shown);
      case 'destroy':
        return (await import('./building.ts')).destroy((await working()).jobs, getState().draft);
      case 'verify':
        return (await import('./building.ts')).verify((await working()).jobs, current, effect.openSsh);
      case 'status':
        return (await import('./building.ts')).status((await working()).jobs, current, effect);
      case 'ssh':
        return (await import('./building.ts')).ssh((await working()).jobs, current, effect.open);
      case 'audit':
        return (await working()).auditing.audit(effect.openSsh);
      case 'fix':
        return (await working()).auditing.fix(effect);
      case 'undo':
        return (await working()).auditing.undo(effect.openSsh);
      case 'waive':
        return (await working()).auditing.waive(effect.result, effect.reason, effect.expires);
      case 'export':
        return (await working()).auditing.export();
      case 'answer':
        return (await working()).jobs.answer(effect.yes);
      case 'stop':
        return (await working()).jobs.stop();
      case 'quit':
        return stage.quit(effect.code);
    }
  };
  return (effect) => void carryOut(effect).catch(stage.crash);
}

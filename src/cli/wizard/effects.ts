/** Carries out the wizard's effects. Heavy modules load with the first effect that needs them. */
import type { CommonFlags } from '#cli/settings.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';
import type { Effect } from '#ui/model/effects.ts';
import type { Message } from '#ui/model/messages.ts';
import type { Wizard } from '#ui/model/state.ts';
import type { Auditing } from './auditing.ts';
import type { Jobs } from './jobs.ts';
import type { RunLog } from './run-log.ts';
import { Session } from './session.ts';
import { SshWatch } from './ssh-watch.ts';

export interface WizardContext {
  readonly getState: () => Wizard;
  readonly dispatch: (message: Message) => void;
  readonly log: RunLog;
  /** Restores the terminal and exits. */
  readonly quit: (code: number) => void;
  /** A bug of ours: shown once the terminal is restored. */
  readonly crash: (error: unknown) => void;
}

/** Effects that call AWS without a job, and the immediate exit: they do not wait, and nothing waits for them. */
function isUnordered(effect: Effect): boolean {
  if (effect.type === 'quit') return effect.waits !== true;
  return ['identify', 'enter', 'survey', 'own-address'].includes(effect.type);
}

export function effectsOf(flags: CommonFlags, stage: WizardContext): (effect: Effect) => void {
  const { dispatch, getState, log } = stage;
  const session = new Session(flags);
  const ssh = new SshWatch(dispatch);
  const current = (): ParsedSpec => session.parse(getState().draft);
  let jobs: Promise<{ readonly jobs: Jobs; readonly auditing: Auditing }> | undefined;
  const working = () => {
    jobs ??= (async () => {
      const [{ Jobs: Made }, { Auditing: Judging }] = await Promise.all([import('./jobs.ts'), import('./auditing.ts')]);
      const made = new Made(session, dispatch, log, ssh);
      return { jobs: made, auditing: new Judging(made, current) };
    })();
    return jobs;
  };
  const carryOut = async (effect: Effect): Promise<void> => {
    switch (effect.type) {
      case 'identify':
        return (await import('./startup.ts')).identify(session, dispatch);
      case 'enter':
        return (await import('./startup.ts')).enter(session, effect.place, dispatch, ssh);
      case 'survey':
        return (await import('./startup.ts')).survey(session, dispatch);
      case 'own-address':
        return (await import('./startup.ts')).ownAddress(dispatch);
      case 'look-at-files':
        return dispatch({
          type: 'files-seen',
          files: await (await import('./local-files.ts')).checkLocalFiles(effect.draft),
        });
      case 'preview-save':
      case 'preview-waiver':
        return (await import('./writing.ts')).preview(session, effect, dispatch);
      case 'write': {
        const { auditing } = await working();
        const then = (): void => (effect.kind === 'waive' ? auditing.waived() : undefined);
        return (await import('./writing.ts')).write(session, effect.text, dispatch, then);
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
      case 'export':
        return (await working()).auditing.export();
      case 'answer':
        return (await working()).jobs.answer(effect.yes);
      case 'stop':
        return (await working()).jobs.stop();
      case 'leave':
        return (await working()).jobs.leave();
      case 'quit':
        if (effect.waits === true) await (await jobs)?.jobs.idle();
        return stage.quit(effect.code);
    }
  };
  // In order, although each loads its modules: the end of a job must not overtake its start.
  let before: Promise<unknown> = Promise.resolve();
  return (effect) => {
    if (isUnordered(effect)) {
      void carryOut(effect).catch(stage.crash);
      return;
    }
    before = before.then(() => carryOut(effect)).catch(stage.crash);
  };
}

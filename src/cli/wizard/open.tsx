/** The wizard on a terminal: draws first, then loads what it needs, and always restores the terminal. */
import chalk from 'chalk';
import { render } from 'ink';
import { tell } from '#cli/output.ts';
import type { CommonFlags } from '#cli/settings.ts';
import { fitted } from '#cli/text/wrap.ts';
import { App } from '#ui/app.tsx';
import { glyphsFor, speaksUnicode } from '#ui/glyphs.ts';
import { pressed } from '#ui/model/keypress.ts';
import { beginning } from '#ui/model/state.ts';
import { createStore } from '#ui/model/store.ts';
import { CrashBoundary } from './crash-boundary.tsx';
import { effectsOf } from './effects.ts';
import { crashText, farewell } from './exit-message.ts';
import { openRunLog } from './run-log.ts';
import { discardTypedAhead } from './typed-ahead.ts';

export async function openWizard(flags: CommonFlags): Promise<number> {
  const { stdout, env } = process;
  let lost: Error | undefined;
  /** A write error ends the wizard like Ctrl-C: SSH is closed first. */
  const lose = (error: Error): void => {
    if (lost !== undefined) return;
    lost = error;
    // The error may come from the message that is being handled.
    queueMicrotask(() => store.dispatch({ type: 'key', key: pressed('interrupt') }));
  };
  const log = openRunLog(new Date(), lose);
  const linear = env.INK_SCREEN_READER === 'true';
  const size = () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 });
  let code = 0;
  let fault: unknown;
  const leave = (with_: number): void => {
    code = with_;
    app.unmount();
  };
  const crash = (error: unknown): void => {
    fault ??= error;
    leave(1);
  };
  const store = createStore(
    beginning({ ...size(), now: Date.now(), ...(flags.sandbox === true ? { place: 'sandbox' as const } : {}) }),
    (effect) => carryOut(effect),
  );
  const carryOut = effectsOf(flags, { ...store, log, quit: leave, crash });
  discardTypedAhead(process.stdin);
  const app = render(
    <CrashBoundary onCrash={crash}>
      <App
        store={{ ...store, key: (key) => store.dispatch({ type: 'key', key }) }}
        glyphs={glyphsFor(speaksUnicode(env))}
        linear={linear}
        coloured={chalk.level > 0}
      />
    </CrashBoundary>,
    {
      // Already decided: Ink judges CI="" and the like differently.
      interactive: true,
      exitOnCtrlC: false,
      incrementalRendering: true,
      maxFps: 20,
      alternateScreen: !linear,
      isScreenReaderEnabled: linear,
    },
  );
  // Terminals reflow the screen in different ways, so redraw it completely.
  const onResize = (): void => {
    app.clear();
    if (!linear) stdout.write('\x1b[2J\x1b[H');
    store.dispatch({ type: 'resized', ...size() });
  };
  const onSignal = (): void => store.dispatch({ type: 'key', key: pressed('interrupt') });
  const onFault = (error: unknown): void => crash(error);
  stdout.on('resize', onResize);
  for (const stream of [stdout, process.stderr]) stream.on('error', lose);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  process.on('uncaughtException', onFault);
  process.on('unhandledRejection', onFault);
  const clock = setInterval(() => {
    const { job, watching, sshOpenUntil } = store.getState();
    if (job !== undefined || watching || sshOpenUntil !== undefined) store.dispatch({ type: 'tick', now: Date.now() });
  }, 1000);
  carryOut(flags.sandbox === true ? { type: 'enter', place: 'sandbox' } : { type: 'identify' });
  await app.waitUntilExit().catch(crash);
  clearInterval(clock);
  stdout.off('resize', onResize);
  const state = store.getState();
  if (fault !== undefined) {
    log.line(fault instanceof Error ? (fault.stack ?? fault.message) : String(fault));
    process.stderr.write(crashText(fault, log.path));
  } else {
    const lines = farewell(state, code).split('\n');
    process.stdout.write(lines.flatMap((line) => fitted(line, 2)).join('\n'));
  }
  if (lost !== undefined) tell(`error cannot write to the terminal (${lost.message}), so the wizard stopped\n`);
  // Running jobs were told to stop; a second Ctrl-C does not wait for them.
  process.exit(lost === undefined || ('code' in lost && lost.code === 'EPIPE') ? code : 1);
}

/** Progress of reading regions and hosts: one line that is overwritten on a terminal, one line each elsewhere. */

import { tell } from '#cli/output.ts';
import type { RunEvent } from '#mesh/events.ts';
import { duration, style } from './style.ts';

type ReadingEvent = Extract<RunEvent, { readonly type: 'look-started' | 'look-finished' }>;

export interface Progress {
  tell(event: ReadingEvent): void;
  /** Writes a line that stays, above the one that is overwritten. */
  around(line: string): void;
  /** Pauses the overwritten line while a question is open. */
  meanwhile<T>(work: () => Promise<T>): Promise<T>;
  end(): void;
}

/** Update interval on a terminal. */
const beatMs = 1_000;
/** Elsewhere, a read that takes longer than this is printed again. */
const stillMs = 15_000;

export interface ProgressOptions {
  readonly verbose: boolean;
}

/** A terminal that can overwrite a line, with a reader. CI systems have terminals without one. */
export function canRewrite(env: NodeJS.ProcessEnv, isTTY: boolean): boolean {
  return isTTY && env.TERM !== 'dumb' && !isCi(env);
}

/** The usual meaning of the variable: set to anything except "", "0" and "false". */
export function isCi({ CI = '' }: NodeJS.ProcessEnv): boolean {
  return !['', '0', 'false'].includes(CI);
}

export function readingProgress({ verbose }: ProgressOptions): Progress {
  const write = (text: string): void => tell(text);
  return canRewrite(process.env, process.stderr.isTTY === true) && !verbose
    ? rewritten(write, () => process.stderr.columns)
    : lineByLine(write, verbose);
}

/** @param columns of the terminal, now */
export function rewritten(write: (text: string) => void, columns: () => number): Progress {
  const open = new Map<string, { readonly name: string; readonly since: number }>();
  const none = { region: { done: 0, all: 0 }, host: { done: 0, all: 0 } };
  let counts = structuredClone(none);
  let shown = false;
  let held = false;
  const clear = (): void => {
    if (shown) write('\r\x1b[K');
    shown = false;
  };
  const draw = (): void => {
    if (held) return;
    if (open.size === 0) {
      clear();
      return;
    }
    const oldest = Math.min(...[...open.values()].map(({ since }) => since));
    const parts = (['region', 'host'] as const).flatMap((what) => {
      const { done, all } = counts[what];
      return all === 0 ? [] : [`${done} of ${all} ${what}s`];
    });
    const waiting = [...open.values()].map(({ name }) => name).join(', ');
    const text = `read ${parts.join(', ')}; ${duration(Date.now() - oldest)}, waiting for ${waiting}`;
    const width = Math.max(20, columns() - 1);
    write(`\r\x1b[K${style.quiet(text.length > width ? `${text.slice(0, width - 3)}...` : text)}`);
    shown = true;
  };
  const beat = setInterval(() => shown && draw(), beatMs);
  beat.unref();
  return {
    tell: ({ type, what, name }) => {
      const key = `${what} ${name}`;
      if (type === 'look-started') {
        // A fix reads repeatedly: each time starts with regions.
        if (what === 'region' && open.size === 0) counts = structuredClone(none);
        counts[what].all += 1;
        open.set(key, { name, since: Date.now() });
      } else {
        counts[what].done += 1;
        open.delete(key);
      }
      draw();
    },
    around: (line) => {
      clear();
      write(`${line}\n`);
      draw();
    },
    meanwhile: async (work) => {
      clear();
      held = true;
      try {
        return await work();
      } finally {
        held = false;
        draw();
      }
    },
    end: () => {
      clearInterval(beat);
      clear();
    },
  };
}

/** One line when done; one at the start only with --verbose, or while a login takes long. */
export function lineByLine(write: (text: string) => void, verbose: boolean): Progress {
  const open = new Map<string, number>();
  const named = new Set<string>();
  const first = setInterval(() => {
    const late = [...open].flatMap(([key, since]) =>
      key.startsWith('host ') && !named.has(key) && Date.now() - since >= beatMs ? [key] : [],
    );
    for (const key of late) named.add(key);
    if (late.length > 0 && !verbose) write(`${style.quiet(`… ${late.join(', ')}`)}\n`);
  }, beatMs / 2);
  first.unref();
  const reminder = setInterval(() => {
    for (const [key, since] of open) {
      const age = Date.now() - since;
      if (age >= stillMs) write(`${style.quiet(`… ${key}, ${duration(age)} so far`)}\n`);
    }
  }, stillMs);
  reminder.unref();
  return {
    tell: (event) => {
      const key = `${event.what} ${event.name}`;
      if (event.type === 'look-started') {
        open.set(key, Date.now());
        if (verbose) write(`${style.quiet(`start ${key}`)}\n`);
        return;
      }
      open.delete(key);
      named.delete(key);
      const line = `${key}: ${event.text}`;
      write(`${event.whole ? style.quiet(line) : style.warn(line)}\n`);
    },
    around: (line) => write(`${line}\n`),
    meanwhile: (work) => work(),
    end: () => {
      clearInterval(first);
      clearInterval(reminder);
    },
  };
}

/** Flags that most commands share. */
import { UsageError } from '#mesh/errors.ts';
import { quoted } from '#mesh/quote.ts';
import { home } from './home.ts';

/** As commander hands them over. */
export interface CommonFlags {
  readonly file?: string;
  readonly input: boolean;
  readonly verbose?: true;
  /** Only errors on stderr. */
  readonly quiet?: true;
  readonly profile?: string;
  readonly concurrency: number;
  /** Seconds. */
  readonly timeout: number;
  readonly openSsh?: true;
  readonly sandbox?: true;
  readonly json?: true;
  readonly yes?: true;
}

/** Of the commands that plan a build. */
export interface PlanFlags extends CommonFlags {
  readonly allHosts?: true;
}

/** A whole number within bounds, for commander. @throws UsageError */
export function wholeNumber(name: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new UsageError(`${name} is ${quoted(text)}`, `use a whole number from ${least} to ${most}`);
    }
    return value;
  };
}

/** `~` and `~/…` stand for the home directory. */
export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? home() + path.slice(1) : path;
}

/** `30m`, `2h`, `45s` in milliseconds. @throws UsageError */
export function milliseconds(text: string): number {
  const found = /^(\d+)(s|m|h)$/.exec(text);
  const value = Number(found?.[1]) * { s: 1000, m: 60_000, h: 3_600_000 }[(found?.[2] ?? 's') as 's' | 'm' | 'h'];
  if (found === null || value < 60_000 || value > 86_400_000) {
    throw new UsageError(`${quoted(text)} is not a duration`, 'write one such as 30m or 2h, from 1m to 24h');
  }
  return value;
}

/** Hints name commands; whoever follows one word for word must land where this command works, not on another account. */
import { quoteWord } from '#ssh/quote.ts';
import type { CommonFlags } from './settings.ts';

export type Rewrite = (text: string) => string;

/** Puts the flags that say which mesh and which AWS behind every command of ours that the text names. */
export function namingTheSame({ sandbox, file, profile }: Pick<CommonFlags, 'sandbox' | 'file' | 'profile'>): Rewrite {
  const flags = [
    ...(sandbox === true ? ['--sandbox'] : []),
    ...(file === undefined ? [] : ['-f', quoteWord(file)]),
    ...(profile === undefined ? [] : ['--profile', quoteWord(profile)]),
  ].join(' ');
  if (flags === '') return (text) => text;
  return (text) =>
    text.replace(
      /`(vpnmesh (?:plan|apply|audit|fix|status|verify|destroy|ssh) ?[^`]*)`/g,
      (_, command) => `\`${command} ${flags}\``,
    );
}

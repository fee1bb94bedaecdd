/** Hints name commands; a copied one must reach the same mesh and account as this command. */
import { quoteWord } from '#ssh/quote.ts';
import type { CommonFlags } from './settings.ts';

export type Rewrite = (text: string) => string;

/** Adds the flags for mesh and account to every command of ours in a text. */
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

/** Text by meaning. */
import { Text } from 'ink';
import type { ReactNode } from 'react';
import type { Trouble } from '#ui/model/remote.ts';
import { type Tone, tones } from '#ui/theme.ts';
import { useLook } from './look.ts';

export function Word({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return <Text {...tones[tone]}>{children}</Text>;
}

/** One line, cut where the terminal ends. */
export function Line({ tone, children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return (
    <Text wrap="truncate-end" {...(tone === undefined ? {} : tones[tone])}>
      {children}
    </Text>
  );
}

export function Waiting({ what }: { readonly what: string }) {
  const { glyphs } = useLook();
  return (
    <Line tone="change">
      {glyphs.running} {what}
    </Line>
  );
}

export function TroubleLines({ trouble }: { readonly trouble: Trouble }) {
  const { glyphs } = useLook();
  return (
    <>
      <Text {...tones.bad}>
        {glyphs.failed} {trouble.message}
      </Text>
      {trouble.next === undefined ? null : <Text>next: {trouble.next}</Text>}
    </>
  );
}

/** `1.2 s`, `2 min 5 s`. */
export function elapsed(ms: number): string {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

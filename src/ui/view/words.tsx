/** Text by meaning. */
import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { Trouble } from '#ui/model/remote.ts';
import { type Tone, tones } from '#ui/theme.ts';
import { useLook } from './look.ts';

/** One line, cut where there is no more room. */
export function Line({ tone, children }: { readonly tone?: Tone | undefined; readonly children: ReactNode }) {
  const { glyphs } = useLook();
  const look = tone === undefined ? {} : tones[tone];
  // Ink marks a cut with an ellipsis, which is no ASCII; without one the rest of the line is a second, hidden one.
  return glyphs.ellipsis ? (
    <Text wrap="truncate-end" {...look}>
      {children}
    </Text>
  ) : (
    <Box height={1} flexShrink={0} overflow="hidden">
      <Text wrap="hard" {...look}>
        {children}
      </Text>
    </Box>
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

export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

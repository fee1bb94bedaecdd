/** Text by meaning. */
import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { evidenceAgeLines } from '#ui/model/beacon-age-line.ts';
import type { Trouble } from '#ui/model/loading.ts';
import type { EvidenceAge } from '#ui/model/messages.ts';
import { wrapped } from '#ui/model/wrap-line.ts';
import { type Tone, tones } from '#ui/theme.ts';
import { useAppearance } from './appearance.ts';

/** One line, truncated if necessary. */
export function Line({ tone, children }: { readonly tone?: Tone | undefined; readonly children: ReactNode }) {
  const { glyphs } = useAppearance();
  const look = tone === undefined ? {} : tones[tone];
  // Ink truncates with an ellipsis, which is not ASCII; without it the rest wraps to a second, hidden line.
  return (
    <Box height={1} flexShrink={0} overflow="hidden">
      <Text wrap={glyphs.ellipsis ? 'truncate-end' : 'hard'} {...look}>
        {children}
      </Text>
    </Box>
  );
}

/** As many lines as necessary: without room for all, the last are cut, and nothing overlaps. */
export function Lines({ tone, children }: { readonly tone?: Tone | undefined; readonly children: string }) {
  const { columns, linear } = useAppearance();
  // Ink would begin a line with the blank at which it broke one that fills the columns.
  const text = linear ? children : wrapped(children, columns, 0).join('\n');
  return (
    <Box flexShrink={0}>
      <Text {...(tone === undefined ? {} : tones[tone])}>{text}</Text>
    </Box>
  );
}

export function Waiting({ what }: { readonly what: string }) {
  const { glyphs } = useAppearance();
  return (
    <Line tone="change">
      {glyphs.running} {what}
    </Line>
  );
}

export function TroubleLines({ trouble }: { readonly trouble: Trouble }) {
  const { glyphs } = useAppearance();
  return (
    <>
      <Lines tone="bad">{`${glyphs.failed} ${trouble.message}`}</Lines>
      {trouble.next === undefined ? null : <Lines>{`next: ${trouble.next}`}</Lines>}
    </>
  );
}

/** A line under results from the facts beacons, which show an earlier state. */
export function EvidenceAgeLines({
  basis,
  columns,
}: {
  readonly basis: EvidenceAge | undefined;
  readonly columns: number;
}) {
  return evidenceAgeLines(basis, columns).map((line, index) => (
    <Line key={index} tone="warn">
      {line}
    </Line>
  ));
}

/** Shown for a list that a filter leaves empty. */
export const noRow = (filter: string): string => `no row matches "${filter}"; Esc shows all`;

/** `12:03:05 UTC`: the zone of every time that vpnmesh shows. */
export const clock = (ms: number): string => `${new Date(ms).toISOString().slice(11, 19)} UTC`;

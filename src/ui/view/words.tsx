/** Text by meaning. */
import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { evidenceAgeLines } from '#ui/model/evidence-age.ts';
import type { EvidenceAge } from '#ui/model/messages.ts';
import type { Trouble } from '#ui/model/remote.ts';
import { type Tone, tones } from '#ui/theme.ts';
import { useAppearance } from './appearance.ts';

/** One line, cut where there is no more room. */
export function Line({ tone, children }: { readonly tone?: Tone | undefined; readonly children: ReactNode }) {
  const { glyphs } = useAppearance();
  const look = tone === undefined ? {} : tones[tone];
  // Ink marks a cut with an ellipsis, which is no ASCII; without one the rest of the line is a second, hidden one.
  return (
    <Box height={1} flexShrink={0} overflow="hidden">
      <Text wrap={glyphs.ellipsis ? 'truncate-end' : 'hard'} {...look}>
        {children}
      </Text>
    </Box>
  );
}

/** As many lines as it takes: where there is no room for all, what comes last is cut, and nothing is drawn over another. */
export function Lines({ tone, children }: { readonly tone?: Tone | undefined; readonly children: ReactNode }) {
  return (
    <Box flexShrink={0}>
      <Text {...(tone === undefined ? {} : tones[tone])}>{children}</Text>
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
      <Lines tone="bad">
        {glyphs.failed} {trouble.message}
      </Lines>
      {trouble.next === undefined ? null : <Lines>next: {trouble.next}</Lines>}
    </>
  );
}

/** Under what goes by the hosts' own reports: it is of then, not of now. */
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

/** In the place of a list that a filter leaves empty. */
export const noRow = (filter: string): string => `no row matches "${filter}"; Esc shows all`;

/** `12:03:05`, by the clock of this machine. */
export const clock = (ms: number): string => new Date(ms).toTimeString().slice(0, 8);

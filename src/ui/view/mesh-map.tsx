/** The map: each concentrator's tunnels to those above it. A triangle shows every pair once. */

import { Box, Text } from 'ink';
import { counted } from '#mesh/plural.ts';
import type { Link } from '#ui/model/run-state.ts';
import { type Tone, tones } from '#ui/theme.ts';
import { useAppearance } from './appearance.ts';
import { Line } from './styled-text.tsx';

const tone: Readonly<Record<Link, Tone>> = { up: 'good', connecting: 'change', waiting: 'quiet', failed: 'bad' };

export interface MeshMapProps {
  readonly names: readonly string[];
  /** The link of two concentrators, in either order. */
  readonly link: (a: string, b: string) => Link;
  readonly height: number;
  readonly width: number;
  /** Index of the row that must be visible; default: the first. */
  readonly at?: number;
}

export function MeshMap({ names, link, height, width, at = 0 }: MeshMapProps) {
  const { glyphs, linear } = useAppearance();
  const pairs = names.flatMap((a, index) => names.slice(0, index).map((b) => [a, b] as const));
  const upCount = pairs.filter(([a, b]) => link(a, b) === 'up').length;
  const total = `${upCount} of ${counted(pairs.length, 'tunnel')} up`;
  if (linear) {
    return (
      <Box flexDirection="column">
        <Text>{total}</Text>
        {pairs.map(([a, b]) => (
          <Text key={`${a} ${b}`}>
            {a} to {b}: {link(a, b)}
          </Text>
        ))}
      </Box>
    );
  }
  const glyph = (state: Link): string =>
    ({
      up: glyphs.up,
      connecting: glyphs.connecting,
      waiting: glyphs.down,
      failed: `${glyphs.failed}${glyphs.failed}`,
    })[state];
  const longest = Math.max(...names.map(({ length }) => length), 4);
  const columns = Math.max(1, Math.floor((width - longest - 2) / 3));
  const lines = Math.max(1, height - 1);
  const first = Math.max(0, Math.min(at, names.length - lines));
  return (
    <Box flexDirection="column">
      {names.slice(first, first + lines).map((name, row) => (
        <Line key={name}>
          {name.padStart(longest)}{' '}
          {names.slice(0, Math.min(first + row, columns)).map((other) => {
            const state = link(name, other);
            return (
              <Text key={other} {...tones[tone[state]]}>
                {glyph(state)}{' '}
              </Text>
            );
          })}
          {first + row < columns ? glyphs.node : ''}
        </Line>
      ))}
      <Text {...tones.quiet}>
        {total}
        {names.length <= lines ? '' : `; rows ${first + 1}${glyphs.dash}${first + lines} of ${names.length}`}
      </Text>
    </Box>
  );
}

/** Until when SSH is open, by what AWS lists. */
import { describe, expect, it } from 'vitest';
import { type OpenedBy, temporaryDescription } from '#mesh/ingress-rules.ts';
import { minutesLeft, openSshWindows, overdueSshWindows } from '#mesh/observed/ssh-windows.ts';
import { resolveMesh } from '#mesh/resolve.ts';
import { builtAws, emptyAws, regionNames, specOf } from '../../support/observations.ts';

const now = new Date('2026-11-25T12:00:00Z');
const inMinutes = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000);
const built = builtAws(resolveMesh(specOf(regionNames), emptyAws()), 'digest');

/** As AWS lists them once these were opened in the concentrator's group. */
function opened(...rules: readonly (readonly [region: string, by: OpenedBy, until: Date])[]) {
  return {
    ...built,
    regions: built.regions.map((region) => ({
      ...region,
      rules: [
        ...region.rules,
        ...rules.flatMap(([where, by, until], index) =>
          where === region.region
            ? {
                id: `sgr-7${index}`,
                groupId: region.groups.find(({ name }) => name !== 'services')?.id ?? '',
                description: temporaryDescription(by, until),
                ...{ protocol: 'tcp' as const, from: 22, to: 22, cidr: `192.0.2.${index}/32` },
              }
            : [],
        ),
      ],
    })),
  };
}

describe('SSH', () => {
  it('is open nowhere while there are but the standing rules', () => {
    expect(openSshWindows(built, now)).toEqual([]);
    expect(overdueSshWindows(built, now)).toEqual([]);
  });

  it('is open on each concentrator until the last of its rules ends, whoever opened it', () => {
    const seen = opened(
      ['us-east-1', 'operator', inMinutes(30)],
      ['us-east-1', 'look', inMinutes(15)],
      ['eu-west-1', 'run', inMinutes(60)],
    );
    expect(openSshWindows(seen, now)).toEqual([
      { concentrator: 'eu-west-1', region: 'eu-west-1', by: 'run', until: inMinutes(60) },
      { concentrator: 'us-east-1', region: 'us-east-1', by: 'operator', until: inMinutes(30) },
    ]);
  });

  it('is open beyond its time where nobody closed it, and that is told apart', () => {
    const seen = opened(['us-east-1', 'run', inMinutes(-1)], ['us-east-2', 'look', new Date(now)]);
    expect(openSshWindows(seen, now)).toEqual([]);
    expect(overdueSshWindows(seen, now).map(({ concentrator }) => concentrator)).toEqual(['us-east-1', 'us-east-2']);
  });
});

it.each([
  [30 * 60_000, 30],
  [30 * 60_000 + 900, 30],
  [29 * 60_000 + 2_000, 30],
  [500, 1],
  [0, 0],
  [-60_000, 0],
])('of %i ms it says %i minutes, a second of the clock given in', (left, minutes) => {
  expect(minutesLeft(1_000_000 + left, 1_000_000)).toBe(minutes);
});

/** Home: an existing mesh, its members and tunnels, and actions. */

import { Box, Text } from 'ink';
import { counted } from '#mesh/plural.ts';
import { bodyHeight } from '#ui/model/available-lines.ts';
import { evidenceAgeLines } from '#ui/model/beacon-age-line.ts';
import { shortPath } from '#ui/model/file-name.ts';
import { indexOfKey } from '#ui/model/list.ts';
import { homeActions } from '#ui/model/screens/home.ts';
import type { Wizard } from '#ui/model/state.ts';
import { tones } from '#ui/theme.ts';
import { Rows } from '#ui/view/rows.tsx';
import { clock, EvidenceAgeLines, Line, TroubleLines, Waiting } from '#ui/view/styled-text.tsx';

/** Columns below which a path is no longer useful. */
const leastPath = 8;
/** The first, and the number of all. */
const leastActions = 2;

export function Home({ state }: { readonly state: Wizard }) {
  const { living, draft, file } = state;
  const members = living?.members ?? [];
  const head = `mesh ${draft.mesh}: ${counted(members.length, 'member')}, ${counted(living?.tunnels.length ?? 0, 'tunnel')}`;
  const pathRoom = state.columns - head.length - 3;
  // The selected action must be visible; tunnels get the remaining lines.
  const room = bodyHeight(state) - 2;
  const told =
    state.tunnels.state === 'ready' ? 1 + evidenceAgeLines(state.tunnels.value.basis, state.columns).length : 1;
  const left = Math.max(1, Math.min(room - leastActions, Math.max(told + 1, room - homeActions.length - 1)));
  const gap = room - left > leastActions ? 1 : 0;
  return (
    <Box flexDirection="column">
      <Line tone="strong">
        {head}
        {pathRoom < leastPath ? '' : ` (${shortPath(file, pathRoom)})`}
      </Line>
      <Pending state={state} />
      <Box flexDirection="column" height={left} flexShrink={0} overflow="hidden">
        <Tunnels state={state} lines={left} />
      </Box>
      {gap === 0 ? null : <Text> </Text>}
      <Rows
        items={homeActions}
        keyOf={({ id }) => id}
        at={indexOfKey(
          homeActions.map(({ id }) => id),
          state.cursors.home,
        )}
        height={Math.max(leastActions, Math.min(homeActions.length, room - left - gap))}
      >
        {({ label, does }, active) => (
          <>
            <Text {...(active ? tones.strong : {})}>{label.padEnd(26)}</Text>
            <Text {...tones.quiet}>{does}</Text>
          </>
        )}
      </Rows>
    </Box>
  );
}

/** The time of the read: AWS may have changed since. */
function Pending({ state: { living, livingAt } }: { readonly state: Wizard }) {
  if (living === undefined) return null;
  const steps = living.plan.steps.length;
  if (steps === 0 && living.plan.differs === true)
    return <Line tone="warn">drift that apply will not correct, at {clock(livingAt)}: see Plan</Line>;
  if (steps === 0) return <Line tone="good">AWS in sync with the spec at {clock(livingAt)}</Line>;
  return (
    <Line tone="warn">
      {counted(steps, 'pending change')} at {clock(livingAt)}: Plan shows {steps === 1 ? 'it' : 'them'}
    </Line>
  );
}

function Tunnels({
  state: { tunnels, job, watching, columns },
  lines,
}: {
  readonly state: Wizard;
  readonly lines: number;
}) {
  if (tunnels.state === 'failed') return <TroubleLines trouble={tunnels.trouble} />;
  if (tunnels.state !== 'ready') return job === 'status' ? <Waiting what="reading every tunnel" /> : <Text> </Text>;
  const { tunnels: all, unknown, basis, at } = tunnels.value;
  const order = ['down', 'unknown', 'up'];
  const worst = all.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const up = all.filter(({ state }) => state === 'up').length;
  const tone = { up: 'good', down: 'bad', unknown: 'warn' } as const;
  return (
    <Box flexDirection="column">
      <Line tone={up === all.length ? 'good' : 'warn'}>
        {up} of {counted(all.length, 'tunnel')} up at {clock(at)}
        {watching ? ', read every 10 s' : ''}
        {unknown.length > 0 ? `; ${counted(unknown.length, 'end')} not read` : ''}
      </Line>
      <EvidenceAgeLines basis={basis} columns={columns} />
      {worst
        .slice(0, Math.max(0, lines - 1 - evidenceAgeLines(basis, columns).length))
        .map(({ a, b, state, detail }) => (
          <Line key={`${a} ${b}`}>
            {'  '}
            <Text {...tones[tone[state]]}>{state.padEnd(8)}</Text>
            {a} - {b} {detail}
          </Line>
        ))}
    </Box>
  );
}

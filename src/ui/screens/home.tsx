/** A mesh that stands: its members and tunnels, and what can be done. */
import { Box, Text } from 'ink';
import { placeOf } from '#ui/model/list.ts';
import { bodyHeight } from '#ui/model/room.ts';
import { homeActions } from '#ui/model/screens/home.ts';
import type { Wizard } from '#ui/model/state.ts';
import { tones } from '#ui/theme.ts';
import { Rows } from '#ui/view/rows.tsx';
import { BasisLine, Line, plural, TroubleLines, Waiting } from '#ui/view/words.tsx';

export function Home({ state }: { readonly state: Wizard }) {
  const { living, draft, file } = state;
  const members = living?.members ?? [];
  const left = bodyHeight(state) - homeActions.length - 4;
  return (
    <Box flexDirection="column">
      <Line tone="strong">
        mesh {draft.mesh}: {plural(members.length, 'member')}, {plural(living?.tunnels.length ?? 0, 'tunnel')} ({file})
      </Line>
      <Pending state={state} />
      <Tunnels state={state} lines={Math.max(2, left)} />
      <Text> </Text>
      <Rows
        items={homeActions}
        keyOf={({ id }) => id}
        at={placeOf(
          homeActions.map(({ id }) => id),
          state.cursors.home,
        )}
        height={homeActions.length}
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

function Pending({ state: { living } }: { readonly state: Wizard }) {
  const steps = living?.plan.steps.length ?? 0;
  if (steps === 0) return <Line tone="good">it is as the spec says</Line>;
  return <Line tone="warn">{plural(steps, 'step')} from what the spec says: Plan shows them</Line>;
}

function Tunnels({ state: { tunnels, job, watching }, lines }: { readonly state: Wizard; readonly lines: number }) {
  if (tunnels.state === 'failed') return <TroubleLines trouble={tunnels.trouble} />;
  if (tunnels.state !== 'ready') return job === 'status' ? <Waiting what="asking every tunnel" /> : <Text> </Text>;
  const { tunnels: all, unknown, basis } = tunnels.value;
  const order = ['down', 'unknown', 'up'];
  const worst = all.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const up = all.filter(({ state }) => state === 'up').length;
  const tone = { up: 'good', down: 'bad', unknown: 'warn' } as const;
  return (
    <Box flexDirection="column">
      <Line tone={up === all.length ? 'good' : 'warn'}>
        {up} of {plural(all.length, 'tunnel')} up{watching ? ', asked every 10 s' : ''}
        {unknown.length > 0 ? `; ${plural(unknown.length, 'end')} could not be asked` : ''}
      </Line>
      <BasisLine basis={basis} />
      {worst.slice(0, Math.max(1, lines - (basis === undefined ? 1 : 2))).map(({ a, b, state, detail }) => (
        <Line key={`${a} ${b}`}>
          {'  '}
          <Text {...tones[tone[state]]}>{state.padEnd(8)}</Text>
          {a} - {b} {detail}
        </Line>
      ))}
    </Box>
  );
}

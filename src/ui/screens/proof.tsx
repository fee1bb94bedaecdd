/** Who reaches whom: a matrix where it fits, else a list with the worst first. */
import { Box, Text } from 'ink';
import { placeOf } from '#ui/model/list.ts';
import type { Probe } from '#ui/model/messages.ts';
import { bodyHeight } from '#ui/model/room.ts';
import { pairKey } from '#ui/model/screens/proof.ts';
import type { Wizard } from '#ui/model/state.ts';
import { tones } from '#ui/theme.ts';
import { useLook } from '#ui/view/look.ts';
import { Rows } from '#ui/view/rows.tsx';
import { BasisLine, clock, Line, TroubleLines, Waiting } from '#ui/view/words.tsx';

const cell = 16;

export function Proof({ state }: { readonly state: Wizard }) {
  const { probes } = state;
  const { linear } = useLook();
  if (probes.state === 'failed') return <TroubleLines trouble={probes.trouble} />;
  if (probes.state !== 'ready')
    return <Waiting what="probing every pair: ping, and the biggest packet that crosses whole" />;
  const { probes: all, unknown, basis, at } = probes.value;
  const names = [...new Set(all.flatMap(({ from, to }) => [from, to]))].toSorted();
  const good = all.filter(({ ok }) => ok === true).length;
  const fits = !linear && names.length * cell + 18 <= state.columns && names.length + 5 <= bodyHeight(state);
  return (
    <Box flexDirection="column">
      <Line tone={good === all.length && unknown.length === 0 ? 'good' : 'bad'}>
        {good} of {all.length} directions carry forwarded traffic, at {clock(at)}
      </Line>
      <BasisLine basis={basis} />
      <Text> </Text>
      {fits ? <Matrix names={names} probes={all} /> : <Pairs state={state} probes={all} />}
      {unknown.slice(0, 3).map((why) => (
        <Line key={why} tone="warn">
          unknown: {why}
        </Line>
      ))}
    </Box>
  );
}

function words({ ok, rttMs, pathMtu }: Probe): string {
  if (ok === null) return '? not asked';
  return rttMs === null ? 'no answer' : `${rttMs.toFixed(1)} ms, ${pathMtu ?? 'no MTU'}`;
}

const toneOf = ({ ok }: Probe): (typeof tones)[keyof typeof tones] =>
  ok === null ? tones.warn : ok ? tones.good : tones.bad;

function Matrix({ names, probes }: { readonly names: readonly string[]; readonly probes: readonly Probe[] }) {
  const { glyphs } = useLook();
  return (
    <Box flexDirection="column">
      <Line tone="quiet">
        {'from / to'.padEnd(18)}
        {names.map((name) => name.slice(0, cell - 1).padEnd(cell)).join('')}
      </Line>
      {names.map((from) => (
        <Line key={from}>
          {from.slice(0, 17).padEnd(18)}
          {names.map((to) => {
            const probe = probes.find((one) => one.from === from && one.to === to);
            return probe === undefined ? (
              <Text key={to} {...tones.quiet}>
                {glyphs.dash.padEnd(cell)}
              </Text>
            ) : (
              <Text key={to} {...toneOf(probe)}>
                {words(probe).padEnd(cell)}
              </Text>
            );
          })}
        </Line>
      ))}
      <Text> </Text>
      <Line tone="quiet">from behind each to behind each, forwarded by both: round trip, biggest packet uncut</Line>
    </Box>
  );
}

function Pairs({ state, probes }: { readonly state: Wizard; readonly probes: readonly Probe[] }) {
  const keys = probes.map(pairKey);
  return (
    <Rows
      items={probes}
      keyOf={pairKey}
      at={placeOf(keys, state.cursors.proof)}
      height={Math.max(3, bodyHeight(state) - 6)}
    >
      {(probe) => (
        <>
          <Text {...toneOf(probe)}>{(probe.ok === null ? 'unknown' : probe.ok ? 'ok' : 'fails').padEnd(8)}</Text>
          {probe.from} to {probe.to}: {words(probe)}
        </>
      )}
    </Rows>
  );
}

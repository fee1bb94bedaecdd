/** Who reaches whom: a matrix if it fits, otherwise a list with the worst first. */
import { Box, Text } from 'ink';
import { bodyHeight } from '#ui/model/available-lines.ts';
import { evidenceAgeLines } from '#ui/model/beacon-age-line.ts';
import { indexOfKey } from '#ui/model/list.ts';
import type { Probe } from '#ui/model/messages.ts';
import { pairKey, unknownKey, unknownLines } from '#ui/model/screens/verify.ts';
import type { Wizard } from '#ui/model/state.ts';
import { wrapped } from '#ui/model/wrap-line.ts';
import { tones } from '#ui/theme.ts';
import { useAppearance } from '#ui/view/appearance.ts';
import { Rows } from '#ui/view/rows.tsx';
import { clock, EvidenceAgeLines, Line, TroubleLines, Waiting } from '#ui/view/styled-text.tsx';

const cell = 16;
const legendText = 'probes that both concentrators forwarded: round-trip time, path MTU';

export function Proof({ state }: { readonly state: Wizard }) {
  const { probes } = state;
  const { linear } = useAppearance();
  if (probes.state === 'failed') return <TroubleLines trouble={probes.trouble} />;
  if (probes.state !== 'ready') return <Waiting what="probing every pair: ping and path MTU" />;
  const { probes: all, unknown, basis, at } = probes.value;
  const names = [...new Set(all.flatMap(({ from, to }) => [from, to]))].toSorted();
  const good = all.filter(({ ok }) => ok === true).length;
  const body = bodyHeight(state) - 2 - evidenceAgeLines(basis, state.columns).length;
  const lost = unknownLines(unknown, state.columns);
  const legend = wrapped(legendText, state.columns, 0);
  const fits =
    !linear && names.length * cell + 18 <= state.columns && names.length + 2 + legend.length + lost.length <= body;
  return (
    <Box flexDirection="column">
      <Line tone={good === all.length && unknown.length === 0 ? 'good' : 'bad'}>
        {good} of {all.length} directions carry forwarded traffic at {clock(at)}
      </Line>
      <EvidenceAgeLines basis={basis} columns={state.columns} />
      <Text> </Text>
      {fits ? (
        <>
          <Matrix names={names} probes={all} legend={legend} />
          {lost.map((line, index) => (
            <Line key={unknownKey(line, index)} tone="warn">
              {line}
            </Line>
          ))}
        </>
      ) : (
        <Pairs state={state} probes={all} lost={lost} height={Math.max(3, body)} />
      )}
    </Box>
  );
}

function words({ ok, rttMs, pathMtu }: Probe): string {
  if (ok === null) return '? not read';
  return rttMs === null ? 'no answer' : `${rttMs.toFixed(1)} ms, ${pathMtu ?? 'no MTU'}`;
}

const toneOf = ({ ok }: Probe): (typeof tones)[keyof typeof tones] =>
  ok === null ? tones.warn : ok ? tones.good : tones.bad;

function Matrix({
  names,
  probes,
  legend,
}: {
  readonly names: readonly string[];
  readonly probes: readonly Probe[];
  readonly legend: readonly string[];
}) {
  const { glyphs } = useAppearance();
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
      {legend.map((line) => (
        <Line key={line} tone="quiet">
          {line}
        </Line>
      ))}
    </Box>
  );
}

interface Item {
  readonly key: string;
  readonly probe?: Probe;
  readonly line?: string;
}

/** Unread hosts follow the pairs in the same list. */
function Pairs({
  state,
  probes,
  lost,
  height,
}: {
  readonly state: Wizard;
  readonly probes: readonly Probe[];
  readonly lost: readonly string[];
  readonly height: number;
}) {
  const items: readonly Item[] = [
    ...probes.map((probe) => ({ key: pairKey(probe), probe })),
    ...lost.map((line, index) => ({ key: unknownKey(line, index), line })),
  ];
  const keyOf = ({ key }: Item): string => key;
  return (
    <Rows items={items} keyOf={keyOf} at={indexOfKey(items.map(keyOf), state.cursors.proof)} height={height}>
      {({ line, probe }) =>
        probe === undefined ? (
          <Text {...tones.warn}>{line}</Text>
        ) : (
          <>
            <Text {...toneOf(probe)}>{(probe.ok === null ? 'unknown' : probe.ok ? 'ok' : 'fails').padEnd(8)}</Text>
            {probe.from} to {probe.to}: {words(probe)}
          </>
        )
      }
    </Rows>
  );
}

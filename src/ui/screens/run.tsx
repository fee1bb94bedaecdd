/** A run: progress and last log lines of each concentrator, and the tunnels as they come up. */
import { Box, Text } from 'ink';
import { counted } from '#mesh/plural.ts';
import { bodyHeight } from '#ui/model/available-lines.ts';
import { elapsed } from '#ui/model/elapsed.ts';
import { indexOfKey } from '#ui/model/list.ts';
import { type Link, placeOfStep, type StepView, tunnelLinks } from '#ui/model/run-state.ts';
import { placesOf } from '#ui/model/screens/run.ts';
import type { Wizard } from '#ui/model/state.ts';
import { tones } from '#ui/theme.ts';
import { useAppearance } from '#ui/view/appearance.ts';
import { MeshMap } from '#ui/view/mesh-map.tsx';
import { Rows } from '#ui/view/rows.tsx';
import { Line, Lines, Waiting } from '#ui/view/styled-text.tsx';

const wideEnough = 110;

export function Run({ state }: { readonly state: Wizard }) {
  const { run, living, columns } = state;
  const height = bodyHeight(state);
  const places = placesOf(state);
  const at = places[indexOfKey(places, state.cursors.run)] ?? '';
  if (run.steps.length === 0) return <Beginning state={state} />;
  const map =
    living !== undefined && living.tunnels.length > 0 && state.job !== 'destroy' ? (
      <MeshMap
        names={living.members.map(({ name }) => name)}
        link={linksOf(state)}
        height={columns >= wideEnough ? height : Math.min(6, living.members.length + 1)}
        width={columns >= wideEnough ? 40 : columns}
      />
    ) : null;
  const wide = columns >= wideEnough;
  const below = map === null || wide ? 0 : Math.min(6, (living?.members.length ?? 0) + 1) + 1;
  const list = Math.max(3, Math.min(places.length, Math.floor((height - below) / 2)));
  return (
    <Box>
      <Box flexDirection="column" flexGrow={1} flexShrink={1}>
        <Summary state={state} />
        <Rows items={places} keyOf={(place) => place} at={places.indexOf(at)} height={list}>
          {(place) => <PlaceRow state={state} place={place} />}
        </Rows>
        <Text> </Text>
        <Tail state={state} place={at} lines={Math.max(2, height - below - list - 5)} />
        {wide || map === null ? null : (
          <>
            <Text> </Text>
            {map}
          </>
        )}
      </Box>
      {wide && map !== null ? (
        <Box flexDirection="column" width={42} marginLeft={2} flexShrink={0}>
          {map}
        </Box>
      ) : null}
    </Box>
  );
}

/** Tunnels from before the run stay up, even if a new member makes it visit their ends. */
function linksOf({ run, living }: Wizard): (a: string, b: string) => Link {
  const standing = new Set(living?.members.flatMap(({ name, built }) => (built ? [name] : [])));
  const link = tunnelLinks(run);
  return (a, b) => (standing.has(a) && standing.has(b) ? 'up' : link(a, b));
}

function Beginning({ state: { run } }: { readonly state: Wizard }) {
  return run.ending === undefined ? (
    <Waiting what={run.phase === '' ? 'reading AWS' : run.phase} />
  ) : (
    <Text>{run.ending.text}</Text>
  );
}

function Summary({ state: { run, now } }: { readonly state: Wizard }) {
  const count = (of: StepView['state']): number => run.steps.filter(({ state }) => state === of).length;
  const failed = count('failed');
  const time = run.startedAt === undefined ? '' : `, ${elapsed(Math.max(0, now - run.startedAt))}`;
  const words = `${count('done')} of ${counted(run.steps.length, 'step')} done, ${count('running')} running${failed === 0 ? '' : `, ${failed} failed`}`;
  if (run.ending === undefined) return <Line tone="strong">{`${words}${time}`}</Line>;
  return (
    <Text {...tones[run.ending.ok ? 'good' : 'bad']}>
      {count('done')} of {counted(run.steps.length, 'step')} done: {run.ending.text}
      {run.ending.next === undefined ? '' : `; ${run.ending.next}`}
    </Text>
  );
}

function PlaceRow({ state: { run, now }, place }: { readonly state: Wizard; readonly place: string }) {
  const { glyphs } = useAppearance();
  const steps = run.steps.filter(({ step }) => placeOfStep(step) === place);
  const done = steps.filter(({ state }) => state === 'done').length;
  const broken = steps.find(({ state }) => state === 'failed');
  const current = steps.filter(({ state }) => state === 'running');
  const [first] = current;
  const mark =
    broken !== undefined ? (
      <Text {...tones.bad}>{glyphs.failed} failed </Text>
    ) : done === steps.length ? (
      <Text {...tones.good}>{glyphs.done} done </Text>
    ) : current.length > 0 ? (
      <Text {...tones.change}>{glyphs.running} working</Text>
    ) : (
      <Text {...tones.quiet}>{glyphs.waiting} waiting</Text>
    );
  return (
    <>
      {mark} {place.padEnd(16)} {`${done}/${steps.length}`.padEnd(7)}{' '}
      {broken !== undefined
        ? `${broken.step.id}: ${broken.text}`
        : first === undefined
          ? ''
          : `${first.step.describe}${first.startedAt === undefined ? '' : ` (${elapsed(Math.max(0, now - first.startedAt))})`}${current.length > 1 ? ` and ${current.length - 1} more` : ''}`}
    </>
  );
}

/** The place's failures with hints, and its last log lines. */
function Tail({
  state: { run },
  place,
  lines,
}: {
  readonly state: Wizard;
  readonly place: string;
  readonly lines: number;
}) {
  const broken = run.steps.filter(({ step, state }) => placeOfStep(step) === place && state === 'failed');
  const trouble = broken.flatMap(({ step, text, next }) => [
    { tone: 'bad' as const, text: `${step.id}: ${text}` },
    ...(next === undefined ? [] : [{ tone: 'warn' as const, text: `next: ${next}` }]),
  ]);
  const said = (run.logs[place] ?? []).slice(-Math.max(1, lines - trouble.length));
  return (
    <Box flexDirection="column" height={lines} overflow="hidden">
      {trouble.map(({ tone, text }, index) => (
        <Lines key={index} tone={tone}>
          {text}
        </Lines>
      ))}
      {said.map((text, index) => (
        <Line key={index} tone="quiet">
          {'  '}
          {text}
        </Line>
      ))}
    </Box>
  );
}

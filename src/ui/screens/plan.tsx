/** The plan: every step by where it happens, what stands in the way, what it takes of the quotas. */
import { Box, Text } from 'ink';
import { kindsOf } from '#mesh/plan-kinds.ts';
import { costWords, pricesOf } from '#mesh/prices.ts';
import type { Step } from '#mesh/steps.ts';
import { broken } from '#ui/model/broken.ts';
import { changeMark } from '#ui/model/change-mark.ts';
import { firstRow, placeOf } from '#ui/model/list.ts';
import type { Planned } from '#ui/model/messages.ts';
import { bodyHeight } from '#ui/model/room.ts';
import { placeOfStep } from '#ui/model/run-state.ts';
import { screens } from '#ui/model/screens/index.ts';
import { planSteps } from '#ui/model/screens/plan.ts';
import type { Wizard } from '#ui/model/state.ts';
import { type Tone, tones } from '#ui/theme.ts';
import { useLook } from '#ui/view/look.ts';
import { MeshMap } from '#ui/view/mesh-map.tsx';
import { Rows } from '#ui/view/rows.tsx';
import { Line, plural, TroubleLines, Waiting } from '#ui/view/words.tsx';

export function Plan({ state }: { readonly state: Wizard }) {
  const { planned } = state;
  if (planned.state === 'failed') return <TroubleLines trouble={planned.trouble} />;
  if (planned.state !== 'ready') return <Waiting what="looking at AWS, and working out the plan" />;
  switch (state.planView) {
    case 'policy':
      return <Policy state={state} planned={planned.value} />;
    case 'map':
      return <PlannedMap planned={planned.value} height={bodyHeight(state)} width={state.columns} at={rowOf(state)} />;
    case 'steps':
      return <Steps state={state} planned={planned.value} />;
  }
}

/** The row of the view's list that the cursor is on. */
const rowOf = (state: Wizard): number => placeOf(screens.plan.rows(state), state.cursors.plan);

const wideEnough = 110;

function Steps({ state, planned }: { readonly state: Wizard; readonly planned: Planned }) {
  const { plan, obstacles, room } = planned;
  const above: readonly Said[] = [
    ...totals(planned, state.columns),
    ...obstacles.map(({ what, next }) => ({ tone: 'bad' as const, text: `in the way: ${what}: ${next}` })),
  ];
  const lines = bodyHeight(state) - above.length;
  const below = [writing(state, planned), ...plan.notes.map((text) => `note: ${text}`), ...room]
    .slice(0, Math.max(1, Math.min(6, lines - 4)))
    .map((text): Said => ({ tone: 'quiet', text }));
  const height = Math.max(3, lines - below.length);
  return (
    <Box flexDirection="column">
      <SaidLines said={above} />
      <Box>
        <Box flexDirection="column" flexGrow={1} flexShrink={1}>
          {plan.steps.length === 0 ? (
            <Text>The mesh is as the spec says: nothing is to be done.</Text>
          ) : (
            <StepRows state={state} steps={planSteps(planned)} height={height} />
          )}
        </Box>
        {state.columns >= wideEnough ? (
          <Box flexDirection="column" width={42} flexShrink={0}>
            <PlannedMap planned={planned} height={height} width={40} />
          </Box>
        ) : null}
      </Box>
      <SaidLines said={below} />
    </Box>
  );
}

interface Said {
  readonly tone: Tone;
  readonly text: string;
}

function SaidLines({ said }: { readonly said: readonly Said[] }) {
  return (
    <>
      {said.map(({ tone, text }) => (
        <Line key={text} tone={tone}>
          {text}
        </Line>
      ))}
    </>
  );
}

/** What it comes to, before any step: deletions first, then what is made, and the money. */
function totals({ plan, tunnels, costs }: Planned, columns: number): readonly Said[] {
  const { create, update, delete: gone, host } = plan.totals;
  const counts = `${create} to create (+), ${update} to update (~), ${gone} to delete (-), ${host} on hosts (>)`;
  const [deleted, made] = [kindsOf(plan, 'delete'), kindsOf(plan, 'create')];
  const cost = (['more', 'less'] as const).flatMap((way) =>
    costs === undefined || costs[way].usd === 0 ? [] : [`${costWords(costs[way])} ${way}`],
  );
  return [
    { tone: 'strong', text: `${plural(tunnels.length, 'tunnel')}; ${counts}` },
    // What goes is read to its end.
    ...(deleted === '' ? [] : broken(`- deletes ${deleted}`, columns, 2)).map((text): Said => ({ tone: 'bad', text })),
    ...(made === '' ? [] : [{ tone: 'good' as const, text: `+ creates ${made}` }]),
    ...(cost.length === 0 ? [] : [{ tone: 'strong' as const, text: `${cost.join(', ')} (${pricesOf})` }]),
  ];
}

function PlannedMap({
  planned,
  height,
  width,
  at = 0,
}: {
  readonly planned: Planned;
  readonly height: number;
  readonly width: number;
  readonly at?: number;
}) {
  const standing = new Set(planned.members.flatMap(({ name, built }) => (built ? [name] : [])));
  return (
    <MeshMap
      names={planned.members.map(({ name }) => name)}
      link={(a, b) => (standing.has(a) && standing.has(b) ? 'up' : 'waiting')}
      height={height}
      width={width}
      at={at}
    />
  );
}

/** Nothing writes the spec unsaid. */
function writing({ file }: Wizard, { writes, plan }: Planned): string {
  if (writes === undefined) return ' ';
  if (writes.put + writes.taken === 0) return `${file} says all of this already`;
  const lines = `${file}: +${writes.put} -${writes.taken} lines, s shows them`;
  return plan.steps.length === 0 ? `${lines}, and writes nothing by itself` : `y writes ${lines}, then carries it out`;
}

type PlanLine = { readonly heading: string } | { readonly step: Step };

/** Steps under where they happen; the cursor is on steps only. */
function StepRows({
  state,
  steps,
  height,
}: {
  readonly state: Wizard;
  readonly steps: readonly Step[];
  readonly height: number;
}) {
  const { glyphs, linear } = useLook();
  const lines = steps.flatMap((step, index): readonly PlanLine[] =>
    index > 0 && placeOfStep(steps[index - 1] ?? step) === placeOfStep(step)
      ? [{ step }]
      : [{ heading: placeOfStep(step) }, { step }],
  );
  const at = steps[rowOf(state)];
  const cursor = lines.findIndex((line) => 'step' in line && line.step === at);
  const shown = lines.length <= height ? height : height - 1;
  const first = firstRow(lines.length, cursor, shown);
  return (
    <>
      {lines.slice(first, first + shown).map((line) =>
        'heading' in line ? (
          <Line key={`heading ${line.heading}`} tone="strong">
            {line.heading}
          </Line>
        ) : (
          <Line key={line.step.id}>
            {line.step === at ? (linear ? 'selected: ' : `${glyphs.pointer} `) : '  '}
            <Text {...tones[changeMark[line.step.change][1]]}>{changeMark[line.step.change][0]}</Text>{' '}
            {line.step.describe}
          </Line>
        ),
      )}
      {lines.length <= height ? null : (
        <Line tone="quiet">
          {'  '}
          {first + 1}
          {glyphs.dash}
          {Math.min(lines.length, first + shown)} of {lines.length} lines
        </Line>
      )}
    </>
  );
}

function Policy({ state, planned }: { readonly state: Wizard; readonly planned: Planned }) {
  return (
    <Box flexDirection="column">
      <Line tone="quiet">As a policy for whoever carries it out; what a later plan needs may be less or more.</Line>
      <Rows
        items={planned.policy.map((line, index) => ({ line, key: String(index) }))}
        keyOf={({ key }) => key}
        at={rowOf(state)}
        height={Math.max(3, bodyHeight(state) - 1)}
      >
        {({ line }) => line}
      </Rows>
    </Box>
  );
}

/** The plan: every step by place, obstacles, and use of quotas. */
import { Box, Text } from 'ink';
import { bodyHeight } from '#ui/model/available-lines.ts';
import { changeMark } from '#ui/model/change-mark.ts';
import { firstRow, indexOfKey } from '#ui/model/list.ts';
import type { PlanView } from '#ui/model/messages.ts';
import { mapBeside, mapWidth, planLines } from '#ui/model/plan-lines.ts';
import { screens } from '#ui/model/screens/index.ts';
import type { Wizard } from '#ui/model/state.ts';
import { tones } from '#ui/theme.ts';
import { useAppearance } from '#ui/view/appearance.ts';
import { MeshMap } from '#ui/view/mesh-map.tsx';
import { Rows } from '#ui/view/rows.tsx';
import { Line, TroubleLines, Waiting } from '#ui/view/styled-text.tsx';

export function Plan({ state }: { readonly state: Wizard }) {
  const { planned } = state;
  if (planned.state === 'failed') return <TroubleLines trouble={planned.trouble} />;
  if (planned.state !== 'ready') return <Waiting what="reading AWS and planning" />;
  switch (state.planView) {
    case 'policy':
      return <Policy state={state} planned={planned.value} />;
    case 'map':
      return <PlannedMap planned={planned.value} height={bodyHeight(state)} width={state.columns} at={rowOf(state)} />;
    case 'steps':
      return <Steps state={state} planned={planned.value} />;
  }
}

/** The selected row of the view's list. */
const rowOf = (state: Wizard): number => indexOfKey(screens.plan.rows(state), state.cursors.plan);

function Steps({ state, planned }: { readonly state: Wizard; readonly planned: PlanView }) {
  const height = Math.max(3, bodyHeight(state));
  return (
    <Box>
      <Box flexDirection="column" flexGrow={1} flexShrink={1}>
        <PlanRows state={state} planned={planned} height={height} />
      </Box>
      {state.columns >= mapBeside ? (
        <Box flexDirection="column" width={mapWidth} flexShrink={0}>
          <PlannedMap planned={planned} height={height} width={mapWidth - 2} />
        </Box>
      ) : null}
    </Box>
  );
}

function PlannedMap({
  planned,
  height,
  width,
  at = 0,
}: {
  readonly planned: PlanView;
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

function PlanRows({
  state,
  planned,
  height,
}: {
  readonly state: Wizard;
  readonly planned: PlanView;
  readonly height: number;
}) {
  const { glyphs, linear } = useAppearance();
  const lines = planLines(state, planned);
  const at = lines.filter(({ key }) => key !== undefined)[rowOf(state)];
  const shown = lines.length <= height ? height : height - 1;
  const first = firstRow(lines.length, at === undefined ? 0 : lines.indexOf(at), shown);
  return (
    <>
      {lines.slice(first, first + shown).map((line) => (
        <Line key={line.key ?? `heading ${line.text}`} tone={line.tone}>
          {line === at ? (linear ? 'selected: ' : `${glyphs.pointer} `) : line.key === undefined ? '' : '  '}
          {line.mark === undefined ? null : (
            <>
              <Text {...tones[changeMark[line.mark][1]]}>{changeMark[line.mark][0]}</Text>{' '}
            </>
          )}
          {line.text}
        </Line>
      ))}
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

function Policy({ state, planned }: { readonly state: Wizard; readonly planned: PlanView }) {
  return (
    <Box flexDirection="column">
      <Line tone="quiet">The IAM policy that applying this plan needs; a later plan may need more or less.</Line>
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

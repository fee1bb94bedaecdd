/** Every VPC of the account; rows appear as regions answer. */
import { Box, Text } from 'ink';
import { fitSubnets, zonesOf } from '#mesh/observed/survey.ts';
import { bodyHeight } from '#ui/model/available-lines.ts';
import { indexOfKey } from '#ui/model/list.ts';
import { type VpcRow, vpcRows } from '#ui/model/screens/regions.ts';
import type { Wizard } from '#ui/model/state.ts';
import { tones } from '#ui/theme.ts';
import { useAppearance } from '#ui/view/appearance.ts';
import { Rows } from '#ui/view/rows.tsx';
import { Line, noRow, TroubleLines, Waiting } from '#ui/view/styled-text.tsx';

/** The heading above the list; below it three lines about the selected row, and the scan. */
const around = 6;

export function Regions({ state }: { readonly state: Wizard }) {
  const { survey, draft } = state;
  const rows = vpcRows(state);
  const filter = state.filters.regions ?? '';
  const at =
    rows[
      indexOfKey(
        rows.map(({ key }) => key),
        state.cursors.regions,
      )
    ];
  if (survey.names.state === 'failed') return <TroubleLines trouble={survey.names.trouble} />;
  return (
    <Box flexDirection="column">
      <Line tone="quiet">{`    ${'REGION'.padEnd(15)}${'VPC'.padEnd(22)}${'NETWORKS'.padEnd(17)}ZONES  PUBLIC SUBNETS`}</Line>
      <Rows
        items={rows}
        keyOf={({ key }) => key}
        at={at === undefined ? undefined : rows.indexOf(at)}
        height={Math.max(3, bodyHeight(state) - around)}
      >
        {(row) => <Vpc row={row} />}
      </Rows>
      {rows.length === 0 && filter !== '' ? <Line tone="warn">{noRow(filter)}</Line> : null}
      <Text> </Text>
      <About row={at} />
      <Line>
        {draft.members.length} selected
        {draft.members.length === 0 ? '' : `: ${draft.members.map(({ name }) => name).join(', ')}`}
      </Line>
      <Scan state={state} />
    </Box>
  );
}

function Vpc({ row: { vpc, selected, unfit, overlap } }: { readonly row: VpcRow }) {
  const { glyphs, linear } = useAppearance();
  const { region, name, id, cidrs, subnets, meshes } = vpc;
  const open = fitSubnets(vpc).length;
  const marks = [
    ...(overlap === undefined ? [] : [`${glyphs.warn} overlaps`]),
    ...(unfit === undefined ? [] : [`${glyphs.warn} no public subnet`]),
    ...meshes.map((mesh) => `mesh ${mesh}`),
  ].join(', ');
  return (
    <Text {...(unfit !== undefined || (overlap !== undefined && !selected) ? tones.quiet : {})}>
      {linear ? (
        selected ? (
          'member,'
        ) : (
          'not a member,'
        )
      ) : selected ? (
        <Text {...tones.good}>{glyphs.picked}</Text>
      ) : (
        glyphs.open
      )}{' '}
      {region.padEnd(15)}
      {clip(name ?? id, 21).padEnd(22)}
      {clip(cidrs.join(' '), 16).padEnd(17)}
      {String(zonesOf(vpc).length).padEnd(7)}
      {`${open} of ${subnets.length}`}
      {marks === '' ? '' : <Text {...(overlap !== undefined ? tones.warn : tones.change)}>{`  ${marks}`}</Text>}
    </Text>
  );
}

function clip(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}~`;
}

function About({ row }: { readonly row: VpcRow | undefined }) {
  if (row === undefined) return <Text> </Text>;
  const { vpc, unfit, overlap } = row;
  const why = unfit ?? overlap;
  return (
    <Line tone={why === undefined ? 'quiet' : 'warn'}>
      {vpc.id} {vpc.cidrs.join(' ')}{' '}
      {why ?? (vpc.meshes[0] === undefined ? '' : `mesh ${vpc.meshes[0]} exists here: o opens it`)}
    </Line>
  );
}

function Scan({ state: { survey } }: { readonly state: Wizard }) {
  if (survey.names.state !== 'ready') return <Waiting what="listing regions" />;
  const names = survey.names.value;
  const empty = names.filter((name) => survey.seen[name]?.vpcs.length === 0).length;
  const left = names.filter((name) => survey.seen[name] === undefined && survey.unseen[name] === undefined);
  const unseen = Object.entries(survey.unseen);
  if (left.length > 0) return <Waiting what={`${names.length - left.length} of ${names.length} regions scanned`} />;
  const [[region, why] = []] = unseen;
  return unseen.length > 0 ? (
    <Line tone="warn">
      {unseen.length} of {names.length} regions could not be read: {region}: {why}
    </Line>
  ) : (
    <Line tone="quiet">
      all {names.length} regions scanned{empty > 0 ? `; ${empty} without a VPC` : ''}
    </Line>
  );
}

/** Findings, worst first, and the selected one in full. */

import { Box, Text } from 'ink';
import type { Result } from '#audit/result.ts';
import { counted } from '#mesh/plural.ts';
import { auditRoom, countLines, findingLines, findingPage, labelWidth } from '#ui/model/finding-lines.ts';
import { indexOfKey } from '#ui/model/list.ts';
import type { Audited } from '#ui/model/messages.ts';
import { findings } from '#ui/model/screens/audit.ts';
import type { Wizard } from '#ui/model/state.ts';
import { type Tone, tones } from '#ui/theme.ts';
import { useAppearance } from '#ui/view/appearance.ts';
import { Rows } from '#ui/view/rows.tsx';
import { EvidenceAgeLines, Line, noRow, TroubleLines, Waiting } from '#ui/view/styled-text.tsx';
import { ReadingProgressLines } from './reading-progress.tsx';

const toneOf: Readonly<Record<Result['status'], Tone>> = {
  fail: 'bad',
  unknown: 'warn',
  waived: 'quiet',
  pass: 'good',
  'not-applicable': 'quiet',
};

export function Audit({ state }: { readonly state: Wizard }) {
  const { audit, job } = state;
  if (audit.state === 'failed') return <TroubleLines trouble={audit.trouble} />;
  if (audit.state !== 'ready') return <ReadingProgressLines state={state} />;
  const all = findings(state);
  const at =
    all[
      indexOfKey(
        all.map(({ fingerprint }) => fingerprint),
        state.cursors.audit,
      )
    ];
  const counts = countLines(audit.value, state.columns);
  const { list, gap, finding } = auditRoom(state, audit.value, all.length);
  return (
    <Box flexDirection="column">
      <Summary audited={audit.value} counts={counts} columns={state.columns} />
      {all.length === 0 ? (
        <Line tone="good">
          {state.filters.audit ? noRow(state.filters.audit) : 'no findings; t shows passing checks'}
        </Line>
      ) : (
        <Rows
          items={all}
          keyOf={({ fingerprint }) => fingerprint}
          at={at === undefined ? undefined : all.indexOf(at)}
          height={list}
        >
          {(result) => <Finding result={result} narrow={state.columns < 76} />}
        </Rows>
      )}
      {gap === 0 ? null : <Text> </Text>}
      {job === 'fix' || job === 'undo' ? (
        <Waiting what={fixing(state)} />
      ) : at === undefined || finding === 0 ? null : (
        <Detail state={state} result={at} lines={finding} />
      )}
    </Box>
  );
}

function fixing({ run, job, changing }: Wizard): string {
  const current = run.steps.find(({ state }) => state === 'running');
  const left = run.steps.filter(({ state }) => state === 'waiting').length;
  const done = run.steps.filter(({ state }) => state === 'done').length;
  if (current !== undefined) return `${done} of ${run.steps.length}: ${current.step.describe}`;
  if (!changing) return job === 'undo' ? 'planning the undo' : 'planning the fix';
  if (left > 0) return `${done} of ${counted(run.steps.length, 'step')} done`;
  return job === 'undo' ? 'writing the record' : 'running the same checks again';
}

function Summary({
  audited: { summary, basis },
  counts,
  columns,
}: {
  readonly audited: Audited;
  readonly counts: readonly string[];
  readonly columns: number;
}) {
  const tone = summary.fail > 0 ? 'bad' : summary.unknown > 0 ? 'warn' : 'good';
  return (
    <>
      {counts.map((line, index) => (
        <Line key={index} tone={tone}>
          {line}
        </Line>
      ))}
      <EvidenceAgeLines basis={basis} columns={columns} />
    </>
  );
}

/**
 * A failing check shows its message, because its title says what should be. A narrow terminal gives up the columns' width
 * for the message's sake.
 */
function Finding({
  result: { status, severity, check, resource, title, message },
  narrow,
}: {
  readonly result: Result;
  readonly narrow: boolean;
}) {
  const { glyphs } = useAppearance();
  const mark = status === 'fail' ? glyphs.failed : status === 'pass' ? glyphs.done : glyphs.warn;
  return (
    <>
      <Text {...tones[toneOf[status]]}>
        {mark} {(status === 'fail' ? severity : status === 'not-applicable' ? 'n/a' : status).padEnd(9)}
      </Text>
      {(resource.concentrator ?? resource.id).slice(0, narrow ? 10 : 18).padEnd(narrow ? 11 : 19)}
      {check.padEnd(narrow ? 0 : 26)} {status === 'fail' || status === 'unknown' ? message : title}
    </>
  );
}

function Detail({
  state,
  result,
  lines: room,
}: {
  readonly state: Wizard;
  readonly result: Result;
  readonly lines: number;
}) {
  const { glyphs, linear } = useAppearance();
  const lines = findingLines(result, state.columns);
  const { first, shown } = findingPage(state, lines.length, linear ? lines.length : room);
  return (
    <Box flexDirection="column">
      {lines.slice(first, first + shown).map(({ label, text, tone }, index) => (
        <Line key={first + index} tone={tone}>
          {label === undefined ? null : <Text {...tones.quiet}>{label.padEnd(labelWidth)}</Text>}
          {text}
        </Line>
      ))}
      {shown === lines.length || room < 2 ? null : (
        <Line tone="quiet">
          {first + 1}
          {glyphs.dash}
          {first + shown} of {lines.length} lines: {glyphs.arrowRight} on, {glyphs.arrowLeft} back
        </Line>
      )}
    </Box>
  );
}

/** Findings, worst first, and the one under the cursor in full. */

import { Box, Text } from 'ink';
import type { Result } from '#audit/result.ts';
import { evaluatedWords, following } from '#audit/summary.ts';
import { counted } from '#mesh/plural.ts';
import { broken } from '#ui/model/broken.ts';
import { placeOf } from '#ui/model/list.ts';
import type { Audited } from '#ui/model/messages.ts';
import { bodyHeight } from '#ui/model/room.ts';
import { findings } from '#ui/model/screens/audit.ts';
import type { Wizard } from '#ui/model/state.ts';
import { type Tone, tones } from '#ui/theme.ts';
import { useLook } from '#ui/view/look.ts';
import { Rows } from '#ui/view/rows.tsx';
import { BasisLines, basisLines, Line, Lines, noRow, TroubleLines, Waiting } from '#ui/view/words.tsx';
import { Looks } from './looks.tsx';

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
  if (audit.state !== 'ready') return <Looks state={state} />;
  const all = findings(state);
  const at =
    all[
      placeOf(
        all.map(({ fingerprint }) => fingerprint),
        state.cursors.audit,
      )
    ];
  const counts = summaryLines(audit.value, state.columns);
  // The summary and a blank line; a short list leaves its room to the finding.
  const room = bodyHeight(state) - 1 - counts.length - basisLines(audit.value.basis, state.columns).length;
  const list = Math.min(all.length, Math.max(3, room - 9, Math.floor(room / 2)));
  return (
    <Box flexDirection="column">
      <Summary audited={audit.value} counts={counts} columns={state.columns} />
      {all.length === 0 ? (
        <Line tone="good">
          {state.filters.audit
            ? noRow(state.filters.audit)
            : 'nothing fails, and nothing is unknown; t shows what passes'}
        </Line>
      ) : (
        <Rows
          items={all}
          keyOf={({ fingerprint }) => fingerprint}
          at={at === undefined ? undefined : all.indexOf(at)}
          height={list}
        >
          {(result) => <Finding result={result} />}
        </Rows>
      )}
      <Text> </Text>
      {job === 'fix' || job === 'undo' ? (
        <Waiting what={fixing(state)} />
      ) : at === undefined ? null : (
        <Detail result={at} lines={room - list} />
      )}
    </Box>
  );
}

function fixing({ run, job, changing }: Wizard): string {
  const current = run.steps.find(({ state }) => state === 'running');
  const left = run.steps.filter(({ state }) => state === 'waiting').length;
  const done = run.steps.filter(({ state }) => state === 'done').length;
  if (current !== undefined) return `${done} of ${run.steps.length}: ${current.step.describe}`;
  if (!changing) return job === 'undo' ? 'working out how to go back' : 'working out what would put it right';
  if (left > 0) return `${done} of ${counted(run.steps.length, 'step')} done`;
  return job === 'undo' ? 'the last of it is put on record' : 'the same checks run again';
}

function summaryLines({ summary }: Audited, columns: number): readonly string[] {
  const { fail, unknown, waived, pass } = summary;
  const under = following(summary);
  const evaluated = [
    fail === 1 ? '1 fails' : `${fail} fail`,
    ...(under.evaluated > 0 ? [`${under.evaluated} more by that`] : []),
    `${waived} waived`,
    pass === 1 ? '1 passes' : `${pass} pass`,
  ].join(', ');
  const rest = `${unknown} unknown${under.unknown > 0 ? `, ${under.unknown} more by that` : ''}`;
  return broken(`${evaluatedWords(summary)}: ${evaluated}; ${rest}`, columns, 2);
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
      {counts.map((line) => (
        <Line key={line} tone={tone}>
          {line}
        </Line>
      ))}
      <BasisLines basis={basis} columns={columns} />
    </>
  );
}

/** Of what fails what was found: the title says what ought to be. */
function Finding({ result: { status, severity, check, resource, title, message } }: { readonly result: Result }) {
  const { glyphs } = useLook();
  const mark = status === 'fail' ? glyphs.failed : status === 'pass' ? glyphs.done : glyphs.warn;
  return (
    <>
      <Text {...tones[toneOf[status]]}>
        {mark} {(status === 'fail' ? severity : status === 'not-applicable' ? 'n/a' : status).padEnd(9)}
      </Text>
      {(resource.concentrator ?? resource.id).slice(0, 18).padEnd(19)}
      {check.padEnd(26)} {status === 'fail' || status === 'unknown' ? message : title}
    </>
  );
}

function Detail({ result, lines }: { readonly result: Result; readonly lines: number }) {
  const { resource, message, expected, actual, remedy, references, waiver } = result;
  const reason = result.reason !== undefined ? `${result.reason.kind}: ${result.reason.detail}` : undefined;
  const rest: readonly (readonly [string, string | undefined])[] = [
    ['wanted', result.title],
    ['remedy', `${remedy.risk}: ${remedy.summary}`],
    ['expected', expected === undefined ? undefined : JSON.stringify(expected)],
    ['actual', actual === undefined ? undefined : JSON.stringify(actual)],
    ['waived', waiver === undefined ? undefined : `until ${waiver.expires} by ${waiver.owner}: ${waiver.reason}`],
    ['see', references.map(({ source, id }) => `${source} ${id}`).join('; ') || undefined],
  ];
  return (
    <Box flexDirection="column" height={lines} overflow="hidden">
      <Lines tone="strong">
        {reason ?? message} ({resource.id}
        {resource.region === undefined ? '' : `, ${resource.region}`})
      </Lines>
      {rest.flatMap(([label, text]) =>
        text === undefined || text === ''
          ? []
          : [
              <Lines key={label}>
                <Text {...tones.quiet}>{label.padEnd(9)}</Text>
                {text.length > 300 ? `${text.slice(0, 300)}...` : text}
              </Lines>,
            ],
      )}
    </Box>
  );
}

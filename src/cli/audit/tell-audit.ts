/** The end of an audit: compare, write the report, save; and the exit code. */

import { auditFacts } from '#app/audit/audit.ts';
import type { Published } from '#app/audit/publish.ts';
import { reportedIn } from '#app/hosts/host-or-report.ts';
import type { MeshFacts } from '#app/hosts/mesh-facts.ts';
import { newOnly, quietLines } from '#audit/changes.ts';
import type { Severity } from '#audit/check.ts';
import { type Comparison, compareRuns } from '#audit/compare.ts';
import { auditOutcome } from '#audit/outcome.ts';
import { publication } from '#audit/publication.ts';
import type { ReportHead } from '#audit/report.ts';
import type { AuditResult } from '#audit/result.ts';
import type { SavedRun } from '#audit/saved.ts';
import { unusedWords, vagueWords } from '#audit/waivers.ts';
import type { Check } from '#checks/subjects.ts';
import { writePieces } from '#cli/documents/write-pieces.ts';
import { verdict } from '#cli/exit-codes.ts';
import type { Rewrite } from '#cli/hint-commands.ts';
import { print, tell, watchOutput } from '#cli/output.ts';
import { duration, style } from '#cli/text/style.ts';
import { wrapped } from '#cli/text/wrap.ts';
import { version } from '#cli/version.ts';
import { counted } from '#mesh/plural.ts';
import { type AuditFormat, lines, renderAudit, reportStyle } from './output.ts';
import { type SavedAudit, savedAudit } from './saved.ts';

export interface ReportWishes {
  readonly format: AuditFormat;
  readonly checks: readonly Check[];
  /** All results. */
  readonly known: readonly Check[];
  readonly failOn: Severity;
  /** A file instead of stdout. */
  readonly output: string | undefined;
  readonly verbose: boolean;
  readonly save: boolean;
  readonly diff: boolean;
  readonly newOnly: boolean;
  readonly quiet: boolean;
  /** Publishes lines to the mesh's log group, and says where they went. */
  readonly publish: ((lines: readonly string[]) => Promise<Published>) | undefined;
}

/** Resolves to the exit code. @throws OperatorError, CloudError if saving or publishing fails, after the report */
export async function tellAudit(facts: MeshFacts, wishes: ReportWishes, same: Rewrite): Promise<number> {
  const audit = auditFacts(facts, wishes.checks, new Date(), wishes.known);
  const { mesh, startedAt, finishedAt, account } = facts;
  const head = { version, mesh, account: account.ok ? account.value.account : null, startedAt, finishedAt };
  const comparing = wishes.diff || wishes.newOnly || wishes.quiet;
  const saved = comparing || wishes.save ? savedAudit(head) : undefined;
  const earlier = comparing && saved !== undefined ? readEarlier(saved) : undefined;
  const comparison = comparing ? compareRuns(earlier, audit) : undefined;
  const shown = comparison !== undefined && wishes.newOnly ? newOnly(audit, comparison) : audit;
  const output = watchOutput();
  write(head, { audit, shown, comparison, earlier, basis: evidenceLine(facts) }, wishes, same);
  // Save only what was reported.
  if (wishes.save && (await output.whole())) saved?.keep(audit);
  const published = await wishes.publish?.(publication(head, audit, comparison));
  if (published !== undefined && !wishes.quiet) {
    const { events, region, logGroup, stream } = published;
    tell(`${style.quiet(`${counted(events, 'event')} published to ${logGroup} ${stream} in ${region}`)}\n`);
  }
  return verdict(auditOutcome(shown.results, wishes.failOn));
}

interface Told {
  readonly audit: AuditResult;
  readonly shown: AuditResult;
  readonly comparison: Comparison | undefined;
  readonly earlier: SavedRun | undefined;
  /** The source of host facts, if not all hosts were reached. */
  readonly basis: string | undefined;
}

/** Under a text report: beacon reports show an earlier state, not the current one. */
function evidenceLine(facts: MeshFacts): string | undefined {
  const own = reportedIn(facts);
  if (own.length === 0) return undefined;
  const oldest = Math.min(...own.map(({ at }) => Date.parse(at)));
  const whose = own.length > 3 ? `${own.length} hosts` : own.map(({ concentrator }) => concentrator).join(', ');
  const age = duration(Math.max(0, Date.parse(facts.finishedAt) - oldest));
  return `facts of ${whose} from the beacon, up to ${age} old; --open-ssh collects over SSH`;
}

function write(head: ReportHead, told: Told, wishes: ReportWishes, same: Rewrite): void {
  const { format, output, verbose, diff, quiet } = wishes;
  const { audit, shown, comparison, earlier } = told;
  const terminal = process.stdout.isTTY === true;
  const report = (coloured: boolean): Iterable<string> => {
    const pieces = renderAudit(format, head, shown, { coloured, verbose, comparison, diff });
    const under = told.basis === undefined ? '' : `${reportStyle(coloured).warn(told.basis)}\n`;
    return format === 'text' ? [shaped(`${same([...pieces].join(''))}${under}`, coloured)] : pieces;
  };
  if (output !== undefined) writePieces(output, report(false));
  if (quiet && comparison !== undefined && (output !== undefined || format === 'text')) {
    const changes = quietLines(head, audit, comparison, earlier?.unusedWaivers ?? [], reportStyle(terminal));
    print(shaped(same(lines(changes)), terminal));
    return;
  }
  if (output === undefined) for (const piece of report(terminal)) print(piece);
  // The text already contains them.
  if (!quiet && (format !== 'text' || output !== undefined)) {
    tell(lines(audit.unusedWaivers.map((one) => style.warn(unusedWords(one)))));
  }
  if (!quiet) tell(lines(vagueWords(audit).map((one) => `${style.warn('note')}: ${one}`)));
}

/** In the columns of the results. */
const hang = 11;

/** Fitted to a terminal's width; pipes and files get one line per result. */
function shaped(text: string, terminal: boolean): string {
  if (!terminal) return text;
  // Some terminals report 0.
  const width = process.stdout.columns > 20 ? process.stdout.columns : 80;
  return text
    .split('\n')
    .flatMap((line) => wrapped(line, width, line.startsWith(' ') ? hang : 2))
    .join('\n');
}

/** A foreign file counts as none: the saved run is a convenience, and the audit continues without it. */
function readEarlier(saved: SavedAudit): SavedRun | undefined {
  const last = saved.last();
  if (last === undefined) return undefined;
  if (last.ok) return last.run;
  const again = '`--save` moves it aside and starts anew';
  tell(`${style.warn('note')}: ${saved.path} is not a saved run, so everything is new: ${last.why}; ${again}\n`);
  return undefined;
}

/** `vpnmesh audit` */
import { readFileSync, writeFileSync } from 'node:fs';
import { auditFacts } from '#app/audit.ts';
import { collectFacts, type MeshFacts } from '#app/collect.ts';
import { type HostSource, hostSources } from '#app/collect-hosts.ts';
import { parseFactsFile } from '#app/facts-file.ts';
import { outcomeOf } from '#audit/summary.ts';
import { unusedWords } from '#audit/waivers.ts';
import { checks as allChecks } from '#checks/index.ts';
import type { Check } from '#checks/subjects.ts';
import { namingTheSame, type Rewrite } from '#cli/again.ts';
import { chosenChecks, severityNamed } from '#cli/audit-checks.ts';
import { type AuditFormat, auditFormats, renderAudit } from '#cli/audit-output.ts';
import { printError } from '#cli/errors.ts';
import { exitCodes, verdict } from '#cli/exit-codes.ts';
import { endWithReader } from '#cli/interrupt.ts';
import { withTools } from '#cli/run.ts';
import type { CommonFlags } from '#cli/settings.ts';
import { style } from '#cli/style.ts';
import { version } from '#cli/version.ts';
import { refuseUnknownChecks } from '#cli/waived-checks.ts';
import { UsageError } from '#mesh/errors.ts';

export interface AuditFlags extends CommonFlags {
  readonly format?: string;
  readonly output?: string;
  readonly check?: readonly string[];
  readonly severity: string;
  readonly failOn: string;
  /** Where to keep what was collected. */
  readonly facts?: string;
  /** `auto`, `ssh`, `beacon` or `none`. */
  readonly hostFacts: string;
  /** What to judge instead of collecting. */
  readonly from?: string;
}

export async function audit(flags: AuditFlags): Promise<number> {
  const chosen = settingsOf(flags);
  const { from } = flags;
  if (from !== undefined) {
    endWithReader();
    try {
      return report(parseFactsFile(from, readFile(from)), chosen, flags, namingTheSame(flags));
    } catch (error) {
      return printError(error);
    }
  }
  return withTools(flags, async ({ parsed, tools, interrupt, same }) => {
    refuseUnknownChecks(parsed);
    const facts = await collectFacts(parsed, tools, { openSsh: flags.openSsh === true, hosts: chosen.hosts });
    if (interrupt.pressed()) return exitCodes.interrupted;
    if (flags.facts !== undefined) writeFileSync(flags.facts, `${JSON.stringify(facts, null, 1)}\n`, { mode: 0o600 });
    return report(facts, chosen, flags, same);
  });
}

interface Chosen {
  readonly hosts: HostSource;
  readonly format: AuditFormat;
  readonly checks: readonly Check[];
}

/** Told before anything is looked at. @throws UsageError */
function settingsOf({ format, json, check = [], severity, facts, from, openSsh, hostFacts }: AuditFlags): Chosen {
  const wanted = json === true ? 'json' : (format ?? 'text');
  const found = auditFormats.find((one) => one === wanted);
  if (found === undefined) throw new UsageError(`--format is "${wanted}"`, `use one of ${auditFormats.join(', ')}`);
  const hosts = hostSources.find((one) => one === hostFacts);
  if (hosts === undefined) {
    throw new UsageError(`--host-facts is "${hostFacts}"`, `use one of ${hostSources.join(', ')}`);
  }
  if (openSsh === true && (hosts === 'beacon' || hosts === 'none')) {
    throw new UsageError(`--open-ssh opens what --host-facts ${hosts} does not use`, 'leave out one of them');
  }
  if (from !== undefined && (facts !== undefined || openSsh === true)) {
    throw new UsageError('--from judges a file and looks at nothing', 'leave out --facts and --open-ssh');
  }
  return { hosts, format: found, checks: chosenChecks(check, severityNamed('--severity', severity)) };
}

function report(facts: MeshFacts, { format, checks }: Chosen, flags: AuditFlags, same: Rewrite): number {
  const failOn = severityNamed('--fail-on', flags.failOn);
  const result = auditFacts(facts, checks, new Date(), allChecks);
  const head = { version, mesh: facts.mesh, startedAt: facts.startedAt, finishedAt: facts.finishedAt };
  const coloured = flags.output === undefined && process.stdout.isTTY === true;
  const text = renderAudit(format, head, result, { coloured, verbose: flags.verbose === true });
  const told = format === 'text' ? same(text) : text;
  if (flags.output === undefined) process.stdout.write(told);
  else writeFileSync(flags.output, told);
  // In the text they stand already.
  if (format !== 'text' || flags.output !== undefined) {
    for (const one of result.unusedWaivers) process.stderr.write(`${style.warn(unusedWords(one))}\n`);
  }
  return verdict(outcomeOf(result.results, failOn));
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(
      `cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`,
      'give a file that `vpnmesh audit --facts FILE` wrote',
    );
  }
}

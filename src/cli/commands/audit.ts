/** `vpnmesh audit` */
import { collectFacts } from '#app/audit/collect.ts';
import { type HostSource, hostSources } from '#app/audit/collect-hosts.ts';
import { factsPieces, parseFactsFile } from '#app/audit/facts-file.ts';
import { publish } from '#app/audit/publish.ts';
import type { Check } from '#checks/subjects.ts';
import { chosenChecks, severityNamed } from '#cli/audit/checks.ts';
import { type AuditFormat, auditFormats } from '#cli/audit/output.ts';
import { allChecks } from '#cli/audit/own-checks.ts';
import { type ReportWishes, tellAudit } from '#cli/audit/tell-audit.ts';
import { refuseUnknownChecks } from '#cli/audit/waived.ts';
import { writePieces } from '#cli/documents/write-pieces.ts';
import { printError } from '#cli/errors.ts';
import { exitCodes } from '#cli/exit-codes.ts';
import { growInSmallSteps } from '#cli/heap.ts';
import { namingTheSame } from '#cli/hint-commands.ts';
import { withTools } from '#cli/run.ts';
import type { CommonFlags } from '#cli/settings.ts';
import { FileFault, readText } from '#files/read-text.ts';
import { UsageError } from '#mesh/errors.ts';

export interface AuditFlags extends CommonFlags {
  readonly format?: string;
  readonly output?: string;
  readonly check?: readonly string[];
  readonly severity: string;
  readonly failOn: string;
  /** File to save the collected facts in. */
  readonly facts?: string;
  /** `auto`, `ssh`, `beacon` or `none`. */
  readonly hostFacts: string;
  /** File with facts to judge instead of collecting. */
  readonly from?: string;
  readonly save?: true;
  readonly diff?: true;
  readonly newOnly?: true;
  readonly publish?: true;
  /** Folder with the operator's own checks. */
  readonly checks?: string;
}

export async function audit(flags: AuditFlags): Promise<number> {
  growInSmallSteps();
  // Reported before anything is read.
  const hosts = hostsOf(flags);
  const wishes = wishesOf(flags, await allChecks(flags.checks));
  const { from } = flags;
  if (from !== undefined) {
    try {
      return await tellAudit(parseFactsFile(from, readFile(from)), wishes, namingTheSame(flags));
    } catch (error) {
      return printError(error);
    }
  }
  return withTools(flags, async ({ parsed, tools, interrupt, same }) => {
    refuseUnknownChecks(parsed);
    const facts = await collectFacts(parsed, tools, { openSsh: flags.openSsh === true, hosts });
    if (interrupt.pressed()) return exitCodes.interrupted;
    if (flags.facts !== undefined) writePieces(flags.facts, factsPieces(facts), 0o600);
    const lines =
      flags.publish === true ? { publish: (all: readonly string[]) => publish(parsed.spec, all, tools) } : {};
    return tellAudit(facts, { ...wishes, ...lines }, same);
  });
}

/** @throws UsageError */
function hostsOf({ from, facts, openSsh, hostFacts, publish }: AuditFlags): HostSource {
  const hosts = hostSources.find((one) => one === hostFacts);
  if (hosts === undefined) {
    throw new UsageError(`--host-facts is "${hostFacts}"`, `use one of ${hostSources.join(', ')}`);
  }
  if (openSsh === true && (hosts === 'beacon' || hosts === 'none')) {
    throw new UsageError(`--open-ssh has no effect with --host-facts ${hosts}`, 'remove one of them');
  }
  if (from !== undefined && (facts !== undefined || openSsh === true || publish === true)) {
    throw new UsageError('--from judges a file and collects nothing', 'remove --facts, --open-ssh and --publish');
  }
  return hosts;
}

/** @throws UsageError */
function wishesOf(flags: AuditFlags, known: readonly Check[]): ReportWishes {
  const { check = [], severity, save } = flags;
  const least = severityNamed('--severity', severity);
  if (save === true && (check.length > 0 || least !== 'low')) {
    throw new UsageError(
      '--save needs a complete run, to compare the next one with',
      'remove --check and --severity, or --save',
    );
  }
  return {
    format: formatOf(flags),
    checks: chosenChecks(known, check, least),
    known,
    failOn: severityNamed('--fail-on', flags.failOn),
    output: flags.output,
    verbose: flags.verbose === true,
    save: save === true,
    diff: flags.diff === true,
    newOnly: flags.newOnly === true,
    quiet: flags.quiet === true,
    publish: undefined,
  };
}

/** @throws UsageError */
function formatOf({ json, format }: AuditFlags): AuditFormat {
  const wanted = json === true ? 'json' : (format ?? 'text');
  const found = auditFormats.find((one) => one === wanted);
  if (found === undefined) throw new UsageError(`--format is "${wanted}"`, `use one of ${auditFormats.join(', ')}`);
  return found;
}

/** A hundred hosts with a hundred peers each report some 50 MB; twice this limit exceeds Node's longest string. */
const mostFacts = 256 * 1024 * 1024;

function readFile(path: string): string {
  try {
    return readText(path, mostFacts);
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    throw new UsageError(`cannot read ${path}: ${error.message}`, 'use a file that `vpnmesh audit --facts FILE` wrote');
  }
}

/** Parses arguments and runs commands. Loads what a command needs only when it runs. */
import { Command, CommanderError, Option } from 'commander';
import type { FixFlags } from '#cli/fix/command.ts';
import { landscapeNames } from '#sandbox/landscapes/names.ts';
import type { AuditFlags } from './commands/audit.ts';
import type { IamPolicyFlags } from './commands/iam-policy.ts';
import { allHosts, common, hostFacts, json, openSsh, ownChecks, yes } from './common-flags.ts';
import { printError } from './errors.ts';
import { exitCodes } from './exit-codes.ts';
import { print, tell, watchOutput } from './output.ts';
import type { SandboxFlags } from './sandbox-flags.ts';
import { type CommonFlags, milliseconds, type PlanFlags, wholeNumber } from './settings.ts';
import { version } from './version.ts';

/** Runs one command line. Resolves to the exit code; prints every error itself. */
export async function main(args: readonly string[]): Promise<number> {
  const output = watchOutput();
  return output.codeOf(await parse(args), mayOpen(args));
}

const exitCodesHelp = `
Exit codes: 0 done; 1 failed; 2 bad arguments or spec; 20 findings, or changes pending with plan --exit-code;
21 incomplete: something could not be read; 22 both; 130 interrupted. See docs/exit-codes.md.`;

/** True for the wizard and commands that can open SSH. */
function mayOpen(args: readonly string[]): boolean {
  return (
    isWizard(args) ||
    args.includes('--open-ssh') ||
    ['apply', 'destroy', 'fix', 'ssh', 'wizard'].includes(args[0] ?? '')
  );
}

async function parse(args: readonly string[]): Promise<number> {
  let code: number = exitCodes.ok;
  const done = (result: number): void => {
    code = result;
  };
  const program = build(done);
  try {
    await program.parseAsync(isWizard(args) ? ['wizard', ...args] : [...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : refused(program, args);
    return printError(error);
  }
}

/** After a usage error: points to the help. */
function refused(program: Command, [first = '']: readonly string[]): number {
  const command = program.commands.some((one) => one.name() === first) ? `vpnmesh ${first}` : 'vpnmesh';
  tell(`next: \`${command} --help\`\n`);
  return exitCodes.usage;
}

/** True without a command: `vpnmesh`, `vpnmesh --sandbox`. */
function isWizard([first]: readonly string[]): boolean {
  return first === undefined || (first.startsWith('-') && !['-h', '--help', '-V', '--version'].includes(first));
}

function build(done: (code: number) => void): Command {
  const program = new Command('vpnmesh')
    .description('Connects AWS VPCs with a full mesh of strongSwan IPsec tunnels')
    .version(version, '-V, --version')
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: tell })
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: false })
    .addHelpText('after', exitCodesHelp);

  common(program.command('wizard'))
    .description('the terminal wizard: choose, plan, build, verify and audit; the default if no command is given')
    .action(async (flags: CommonFlags) => done(await (await import('./commands/wizard.ts')).wizard(flags)));
  common(program.command('plan'))
    .description('show the changes that bring the mesh into sync with the spec; makes none of them')
    .addOption(json())
    .addOption(allHosts())
    .option('--exit-code', 'exit 20 if changes are pending')
    .action(async (flags: PlanFlags & { readonly exitCode?: true }) =>
      done(await (await import('./mesh-commands.ts')).plan(flags)),
    );
  common(program.command('apply'))
    .description('plan, ask, execute, verify')
    .addOption(json())
    .addOption(yes())
    .addOption(allHosts())
    .addOption(new Option('--open-ssh', 'the earlier name of --all-hosts').hideHelp())
    .action(async (flags: PlanFlags) => done(await (await import('./mesh-commands.ts')).apply(flags)));
  common(program.command('status'))
    .description('show every tunnel (IKE and CHILD SA) from both ends')
    .addOption(json())
    .addOption(openSsh())
    .option('--watch', 'repeat every 5 s until Ctrl-C')
    .action(async (flags: CommonFlags & { readonly watch?: true }) =>
      done(await (await import('./mesh-commands.ts')).status(flags)),
    );
  common(program.command('verify'))
    .description('test ping and path MTU across every pair, both directions')
    .addOption(json())
    .addOption(openSsh())
    .action(async (flags: CommonFlags) => done(await (await import('./mesh-commands.ts')).verify(flags)));
  common(program.command('audit'))
    .description('run every check on facts collected from AWS and the hosts')
    .addOption(json())
    .addOption(openSsh())
    .option('--format <format>', 'text, json, junit or markdown')
    .option('--output <file>', 'write the report to a file')
    .option('--check <id...>', 'only these checks or families')
    .addOption(ownChecks())
    .option('--severity <severity>', 'only checks of at least this severity: critical, high, medium, low', 'low')
    .option('--fail-on <severity>', 'exit 20 only for failures of at least this severity', 'low')
    .option('--facts <file>', 'save the collected facts')
    .addOption(hostFacts())
    .option('--from <file>', 'evaluate saved facts, offline')
    .option('--save', 'save this run as the baseline for the next comparison')
    .option('--diff', 'show new, fixed, still failing and newly unknown findings since the last saved run')
    .option('--new-only', 'report only what is new since the last saved run; the exit code covers only that')
    .option('--publish', "write findings and summary to the mesh's log group, stream vpnmesh-audit")
    .option('--quiet', 'print only changes since the last saved run, nothing if there are none: for cron')
    .action(async (flags: AuditFlags) => done(await (await import('./commands/audit.ts')).audit(flags)));
  common(program.command('fix'))
    .description('fix failing checks, then audit again')
    .argument('[id...]', 'checks or families; default: all that fail')
    .addOption(json())
    .addOption(openSsh())
    .option('--dry-run', 'show the steps, change nothing')
    .option('--safe-only', 'skip fixes that may interrupt traffic')
    .option(
      '--watch [seconds]',
      'keep auditing, every minute by default, and offer fixes',
      wholeNumber('--watch', 5, 86_400),
    )
    .option('--undo [run]', 'revert a fix, by default the last one')
    .addOption(yes())
    .addOption(ownChecks())
    .addOption(hostFacts())
    .action(async (ids: readonly string[], flags: FixFlags) =>
      done(await (await import('./commands/fix.ts')).fix(ids, flags)),
    );
  program
    .command('checks')
    .description('list all checks')
    .addOption(json())
    .addOption(ownChecks())
    .option('--markdown', 'print Markdown, as in docs/checks.md')
    .exitOverride()
    .action(async (flags: { readonly json?: true; readonly markdown?: true; readonly checks?: string }) =>
      done(await (await import('./commands/checks.ts')).listChecks(flags)),
    );
  program
    .command('explain')
    .description('explain one check: what it reads, why, and how to fix it')
    .argument('<id>', 'a check, or a family such as sysctl')
    .addOption(ownChecks())
    .exitOverride()
    .action(async (id: string, { checks }: { readonly checks?: string }) =>
      done(await (await import('./commands/checks.ts')).explain(id, checks)),
    );
  common(program.command('destroy'))
    .description('remove everything that the mesh created, and nothing else')
    .addOption(json())
    .option('--confirm <mesh>', "the mesh's name, instead of typing it at the prompt")
    .option('--delete-logs', 'delete the log group too')
    .action(async (flags: CommonFlags & { readonly confirm?: string; readonly deleteLogs?: true }) =>
      done(await (await import('./mesh-commands.ts')).destroy(flags)),
    );
  common(program.command('ssh'))
    .description('open SSH temporarily, close it, or log in to a concentrator with its pinned host key')
    .argument('<what>', 'open, close, or the name of a concentrator')
    .argument('[command...]', 'not supported: ssh opens a terminal and runs no command')
    .option('--for <duration>', 'how long SSH stays open (ssh open; default: 30m)', milliseconds)
    .action(async (what: string, more: readonly string[], flags: CommonFlags & { readonly for?: number }) =>
      done(await (await import('./mesh-commands.ts')).ssh(what, more, flags)),
    );
  program
    .command('schema')
    .description('print a JSON Schema')
    .argument('[kind]', 'spec, audit, plan, apply, status, verify, destroy, fix or fix-undo', 'spec')
    .exitOverride()
    .action(async (kind: string) => done(await (await import('./commands/schema.ts')).schema(kind)));
  program
    .command('iam-policy')
    .description('print the least-privilege IAM policy for a command on this mesh; makes no AWS call')
    .argument('<command>', 'plan, apply, audit, fix, status, verify, ssh or destroy')
    .option('-f, --file <spec>', 'the spec (default: vpnmesh.yaml)')
    .addOption(new Option('--json', 'no effect: the policy is always JSON'))
    .option('--open-ssh', 'include permissions for --open-ssh')
    .option('--publish', 'include permissions for audit --publish')
    .option('--delete-logs', 'include permissions for destroy --delete-logs')
    .option('--sandbox', "use the sandbox's built-in spec")
    .exitOverride()
    .action(async (name: string, flags: CommonFlags & IamPolicyFlags) =>
      done(await (await import('./commands/iam-policy.ts')).iamPolicy(name, flags)),
    );
  const sandbox = program
    .command('sandbox')
    .description('a local AWS emulator with hosts; actions: up, down, status, env, reset, break')
    .argument('[action]', 'up, down, status, env, reset or break', 'status')
    .argument('[breakage]', 'break: which breakage; default: any')
    .option('--hosts <kind>', 'simulated (default; anywhere, no root), real (Debian, root) or none (only the API)')
    .option('--install', 'install the Debian packages that real hosts need')
    .addOption(
      new Option('--landscape <name>', 'up, reset: start with resources like those of an existing account').choices(
        landscapeNames,
      ),
    )
    .option('--keep', 'down: keep state and disks')
    .option('--list', 'break: list breakages')
    .option('--tell', 'break: explain what is broken and how to fix it')
    .option('--repair', 'break: repair it')
    .addOption(new Option('--mend', 'the earlier name of --repair').hideHelp())
    .addOption(json())
    .exitOverride();
  sandbox.action(async (action: string, breakage: string | undefined, flags: SandboxFlags) =>
    done(await (await import('./commands/sandbox.ts')).sandbox(action, breakage, flags)),
  );
  return program;
}

/** Arguments to commands. Loads what a command needs only when it runs. */
import { Command, CommanderError, Option } from 'commander';
import type { FixFlags } from '#cli/fix/command.ts';
import { landscapeNames } from '#sandbox/landscapes/names.ts';
import type { AuditFlags } from './commands/audit.ts';
import type { IamPolicyFlags } from './commands/iam-policy.ts';
import { printError } from './errors.ts';
import { exitCodes } from './exit-codes.ts';
import { print, tell, watchOutput } from './output.ts';
import type { SandboxFlags } from './sandbox-command.ts';
import { type CommonFlags, milliseconds, wholeNumber } from './settings.ts';
import { version } from './version.ts';

/** Runs one command line. Resolves to the exit code; prints every error itself. */
export async function main(args: readonly string[]): Promise<number> {
  const output = watchOutput();
  return output.codeOf(await parse(args), mayOpen(args));
}

/** True for a command that may open SSH, or for the wizard. */
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

/** What was wrong has been said; where to read what would be right. */
function refused(program: Command, [first = '']: readonly string[]): number {
  const command = program.commands.some((one) => one.name() === first) ? `vpnmesh ${first}` : 'vpnmesh';
  tell(`next: \`${command} --help\`\n`);
  return exitCodes.usage;
}

/** No command is named: `vpnmesh`, `vpnmesh --sandbox`. */
function isWizard([first]: readonly string[]): boolean {
  return first === undefined || (first.startsWith('-') && !['-h', '--help', '-V', '--version'].includes(first));
}

function common(command: Command): Command {
  return command
    .option('-f, --file <spec>', 'the spec (default: vpnmesh.yaml)')
    .option('--no-input', 'never ask; answers come from flags')
    .option('--no-color', 'no colours')
    .option('--verbose', 'say more about what is under way')
    .option('--profile <name>', 'AWS profile')
    .option('--concurrency <n>', 'steps under way at once', wholeNumber('--concurrency', 1, 256), 32)
    .option('--timeout <seconds>', 'how long a host may take to accept a login', wholeNumber('--timeout', 1, 3600), 300)
    .option('--sandbox', 'use the sandbox that `vpnmesh sandbox up` started')
    .exitOverride();
}

const json = (): Option => new Option('--json', 'one JSON document on stdout');
const ownChecks = (): Option =>
  new Option('--checks <folder>', 'your own checks too, one in each .mjs file: see docs/writing-checks.md');
const yes = (): Option => new Option('--yes', 'carry out without asking');
const openSsh = (): Option =>
  new Option('--open-ssh', 'open SSH in the security groups for this command, and close it again');
const hostFacts = (): Option =>
  new Option('--host-facts <source>', 'ask hosts over SSH, or go by their own reports in the log group')
    .choices(['auto', 'ssh', 'beacon', 'none'])
    .default('auto');

function build(done: (code: number) => void): Command {
  const program = new Command('vpnmesh')
    .description('Connects AWS VPCs with a full mesh of strongSwan IPsec tunnels')
    .version(version, '-V, --version')
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: tell })
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: false });

  common(program.command('wizard'))
    .description('choose, plan, build, prove and audit in the terminal; what happens without a command')
    .action(async (flags: CommonFlags) => done(await (await import('./commands/wizard.ts')).wizard(flags)));
  common(program.command('plan'))
    .description('show the steps from what is to what the spec says; changes nothing')
    .addOption(json())
    .option('--exit-code', 'exit 20 when changes are pending')
    .action(async (flags: CommonFlags & { readonly exitCode?: true }) =>
      done(await (await import('./mesh-commands.ts')).plan(flags)),
    );
  common(program.command('apply'))
    .description('plan, ask, carry out, verify')
    .addOption(json())
    .addOption(yes())
    .option('--open-ssh', 'look at every host, also where nothing seems to have changed')
    .action(async (flags: CommonFlags) => done(await (await import('./mesh-commands.ts')).apply(flags)));
  common(program.command('status'))
    .description('every tunnel from both ends')
    .addOption(json())
    .addOption(openSsh())
    .option('--watch', 'again every 5 s, until Ctrl-C')
    .action(async (flags: CommonFlags & { readonly watch?: true }) =>
      done(await (await import('./mesh-commands.ts')).status(flags)),
    );
  common(program.command('verify'))
    .description('ping and path MTU across every pair, both ways')
    .addOption(json())
    .addOption(openSsh())
    .action(async (flags: CommonFlags) => done(await (await import('./mesh-commands.ts')).verify(flags)));
  common(program.command('audit'))
    .description('every check of the mesh, from facts of AWS and of the hosts; changes nothing')
    .addOption(json())
    .addOption(openSsh())
    .option('--format <format>', 'text, json, junit or markdown')
    .option('--output <file>', 'write the report there')
    .option('--check <id...>', 'only these checks or families')
    .addOption(ownChecks())
    .option('--severity <severity>', 'only checks this bad or worse: critical, high, medium, low', 'low')
    .option('--fail-on <severity>', 'exit 20 only for failures this bad or worse', 'low')
    .option('--facts <file>', 'keep what was collected')
    .addOption(hostFacts())
    .option('--from <file>', 'judge what was kept, offline')
    .option('--save', 'keep this run, for the next one to be compared with')
    .option('--diff', 'show what is new, fixed, still failing or newly unknown since the last saved run')
    .option('--new-only', 'report, and exit by, what is new since the last saved run')
    .option('--publish', "write findings and a summary to the mesh's log group, stream vpnmesh-audit")
    .option('--quiet', 'print what changed since the last saved run, and nothing when nothing did: for cron')
    .action(async (flags: AuditFlags) => done(await (await import('./commands/audit.ts')).audit(flags)));
  common(program.command('fix'))
    .description('put right what the audit fails, and audit again')
    .argument('[id...]', 'checks or families; all that fail when none is named')
    .addOption(json())
    .addOption(openSsh())
    .option('--dry-run', 'show what would be done, change nothing')
    .option('--safe-only', 'leave alone what may interrupt traffic')
    .option(
      '--watch [seconds]',
      'keep auditing, a minute between two looks, and offer remedies',
      wholeNumber('--watch', 5, 86_400),
    )
    .option('--undo [run]', 'go back to how it was before a fix, the last one when none is named')
    .addOption(yes())
    .addOption(ownChecks())
    .addOption(hostFacts())
    .action(async (ids: readonly string[], flags: FixFlags) =>
      done(await (await import('./commands/fix.ts')).fix(ids, flags)),
    );
  program
    .command('checks')
    .description('the catalogue of the audit')
    .addOption(json())
    .addOption(ownChecks())
    .option('--markdown', 'as docs/checks.md')
    .exitOverride()
    .action(async (flags: { readonly json?: true; readonly markdown?: true; readonly checks?: string }) =>
      done(await (await import('./commands/checks.ts')).listChecks(flags)),
    );
  program
    .command('explain')
    .description('one check in full: what it looks at, why, and how to fix it')
    .argument('<id>', 'a check, or a family such as sysctl')
    .addOption(ownChecks())
    .exitOverride()
    .action(async (id: string, { checks }: { readonly checks?: string }) =>
      done(await (await import('./commands/checks.ts')).explain(id, checks)),
    );
  common(program.command('destroy'))
    .description('remove exactly what the mesh created')
    .addOption(json())
    .option('--confirm <mesh>', "the mesh's name, instead of typing it when asked")
    .option('--delete-logs', 'the log group too')
    .action(async (flags: CommonFlags & { readonly confirm?: string; readonly deleteLogs?: true }) =>
      done(await (await import('./mesh-commands.ts')).destroy(flags)),
    );
  common(program.command('ssh'))
    .description('open or close SSH for a while, or log in to a concentrator with its pinned key')
    .argument('<what>', 'open, close, or the name of a concentrator')
    .argument('[nothing...]', 'no command is run there: the terminal is yours')
    .option('--for <duration>', 'how long SSH stays open (ssh open)', milliseconds, milliseconds('30m'))
    .action(async (what: string, more: readonly string[], flags: CommonFlags & { readonly for: number }) =>
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
    .description('print the least IAM policy with which a command works on this mesh; asks nothing of AWS')
    .argument('<command>', 'plan, apply, audit, fix, status, verify, ssh or destroy')
    .option('-f, --file <spec>', 'the spec (default: vpnmesh.yaml)')
    .addOption(new Option('--json', 'a policy is a JSON document in any case'))
    .option('--open-ssh', 'for the command with --open-ssh')
    .option('--publish', 'for audit --publish')
    .option('--delete-logs', 'for destroy --delete-logs')
    .option('--sandbox', "for the sandbox's ready spec")
    .exitOverride()
    .action(async (name: string, flags: CommonFlags & IamPolicyFlags) =>
      done(await (await import('./commands/iam-policy.ts')).iamPolicy(name, flags)),
    );
  const sandbox = program
    .command('sandbox')
    .description('a pretend AWS on this machine: up, down, status, env, reset, break')
    .argument('[action]', 'up, down, status, env, reset or break', 'status')
    .argument('[breakage]', 'break: which; any, when none is named')
    .option('--hosts <kind>', 'simulated (the default: anywhere, no root), real (Debian, root) or none (the API alone)')
    .option('--install', 'install the Debian packages that real hosts want')
    .addOption(
      new Option('--landscape <name>', "up, reset: seed it as other people's accounts look").choices(landscapeNames),
    )
    .option('--keep', 'down: keep the disks and the state')
    .option('--list', 'break: name what can be broken')
    .option('--tell', 'break: tell what is broken, and how it is put right')
    .option('--repair', 'break: repair what was broken')
    .addOption(json())
    .exitOverride();
  sandbox.action(async (action: string, breakage: string | undefined, flags: SandboxFlags) =>
    done(await (await import('./commands/sandbox.ts')).sandbox(action, breakage, flags)),
  );
  return program;
}

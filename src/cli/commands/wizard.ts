/** `vpnmesh-wizard`, and `vpnmesh` without a command */
import { exitCodes } from '#cli/exit-codes.ts';
import { tell } from '#cli/output.ts';
import type { CommonFlags } from '#cli/settings.ts';
import { isCi } from '#cli/text/progress.ts';

export async function wizard(flags: CommonFlags): Promise<number> {
  const why = whyNot(process.env, process.stdin.isTTY === true && process.stdout.isTTY === true, flags.input);
  if (why !== undefined) {
    tell(
      `the wizard needs a terminal (${why}): use \`vpnmesh plan\` and \`vpnmesh apply --yes\`, and \`vpnmesh --help\` for the rest\n`,
    );
    return exitCodes.usage;
  }
  const { openWizard } = await import('#cli/wizard/open.tsx');
  return openWizard(flags);
}

function whyNot(env: NodeJS.ProcessEnv, isTerminal: boolean, input: boolean): string | undefined {
  if (!input) return '--no-input';
  if (!isTerminal) return 'stdin or stdout is not one';
  if (env.TERM === 'dumb') return 'TERM is dumb';
  if (isCi(env)) return 'CI is set';
  return undefined;
}

/** `vpnmesh iam-policy COMMAND` */
import { printJson } from '#cli/documents/json.ts';
import { exitCodes } from '#cli/exit-codes.ts';
import type { CommonFlags } from '#cli/settings.ts';
import { readSpec } from '#cli/spec-file.ts';
import { UsageError } from '#mesh/errors.ts';
import { type PolicyCommand, type PolicyOptions, policyCommands } from '#mesh/policy/commands.ts';
import { policyOfCommand } from '#mesh/policy/document.ts';
import { quoted } from '#mesh/quote.ts';

export type IamPolicyFlags = Pick<CommonFlags, 'file' | 'sandbox'> & {
  readonly openSsh?: true;
  readonly publish?: true;
  readonly deleteLogs?: true;
};

/** Tags are in the spec. */
type Flagged = Exclude<keyof PolicyOptions, 'ownTags'>;

/** By flag, the commands that have it. */
const flagged: Readonly<Record<Flagged, readonly [flag: string, commands: readonly PolicyCommand[]]>> = {
  openSsh: ['--open-ssh', ['apply', 'audit', 'fix', 'status', 'verify']],
  publish: ['--publish', ['audit']],
  deleteLogs: ['--delete-logs', ['destroy']],
};

/** Asks nothing of AWS. @throws UsageError, SpecError */
export async function iamPolicy(name: string, flags: IamPolicyFlags & CommonFlags): Promise<number> {
  const command = policyCommands.find((one) => one === name);
  if (command === undefined) {
    throw new UsageError(`there is no policy for ${quoted(name)}`, `use one of ${policyCommands.join(', ')}`);
  }
  for (const option of Object.keys(flagged) as Flagged[]) {
    const [flag, commands] = flagged[option];
    if (flags[option] !== undefined && !commands.includes(command)) {
      throw new UsageError(`vpnmesh ${command} has no ${flag}`, `leave it out; ${commands.join(', ')} may have it`);
    }
  }
  const used = flags.sandbox === true ? await (await import('#cli/in-sandbox.ts')).inSandbox(flags) : flags;
  printJson(policyOfCommand(readSpec(used).spec, command, flags));
  return exitCodes.ok;
}

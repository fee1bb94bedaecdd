/** `vpnmesh ssh open | close | NAME` */

import { withMeshHosts } from '#app/hosts/mesh-hosts.ts';
import { closeEverywhere, openEverywhere } from '#app/hosts/operator-window.ts';
import { targetOf } from '#app/run/context.ts';
import { exitCodes } from '#cli/exit-codes.ts';
import { print, tell } from '#cli/output.ts';
import { withTools } from '#cli/run.ts';
import { type CommonFlags, expandHome } from '#cli/settings.ts';
import { fitted } from '#cli/text/wrap.ts';
import { OperatorError, UsageError } from '#mesh/errors.ts';
import { counted } from '#mesh/plural.ts';
import { quoted } from '#mesh/quote.ts';
import { operatorSshMs } from '#mesh/ssh-durations.ts';
import { utcText } from '#mesh/time-text.ts';
import type { Operator } from '#ports/operator.ts';

export function ssh(
  what: string,
  more: readonly string[],
  flags: CommonFlags & { readonly for?: number },
): Promise<number> {
  // Before anything is read: a login would follow anyway.
  if (more.length > 0) throw tooMany(what, more);
  return withTools(flags, async ({ parsed, tools, same }) => {
    const { spec } = parsed;
    const operator = what === 'close' ? closing(tools.operator) : tools.operator;
    return withMeshHosts(parsed, { ...tools, operator }, { openSsh: false }, async (context) => {
      const names = context.mesh.concentrators.map(({ name }) => name);
      if (what === 'open') {
        const { names: opened, from, until } = await openEverywhere(context, flags.for ?? operatorSshMs);
        const where = `on ${opened.join(', ')} for ${from.join(', ')}`;
        const told = same(
          `SSH is open ${where}, until ${until === undefined ? 'unknown' : utcText(until)}; \`vpnmesh ssh close\` closes it earlier`,
        );
        print(`${fitted(told, 2).join('\n')}\n`);
        tell(
          'note: AWS does not expire rules: each host revokes its own within five minutes of that time, or the next vpnmesh command does\n',
        );
        return exitCodes.ok;
      }
      if (what === 'close') {
        const revoked = await closeEverywhere(context);
        print(
          revoked === 0
            ? 'SSH was already closed: there was no rule of yours\n'
            : `${counted(revoked, 'rule')} revoked; open sessions stay open until they end\n`,
        );
        return exitCodes.ok;
      }
      if (!names.includes(what))
        throw new UsageError(`unknown concentrator "${what}"`, `use open, close or one of ${names.join(', ')}`);
      const silent = await context.whyUnreachable?.(what);
      if (silent !== undefined)
        throw new OperatorError(`${what}: ${silent}`, '`vpnmesh plan` shows what apply would do');
      const { login } = await import('#ssh/login.ts');
      return login(targetOf(context, what), {
        ...(spec.ssh.identity === undefined ? {} : { identity: expandHome(spec.ssh.identity) }),
        ...(spec.ssh.config === undefined ? {} : { configFile: expandHome(spec.ssh.config) }),
      });
    });
  });
}

/** `ssh close` does not report what it is about to close. */
const closing = (operator: Operator): Operator => ({
  ...operator,
  notify: (event) => operator.notify(event.type === 'ssh' ? { ...event, open: [] } : event),
});

function tooMany(what: string, more: readonly string[]): UsageError {
  if (what === 'open' || what === 'close') {
    return new UsageError(
      `vpnmesh ssh ${what} is for all concentrators and takes no argument (${quoted(more.join(' '))})`,
      `run \`vpnmesh ssh ${what}\``,
    );
  }
  return new UsageError(
    `vpnmesh ssh opens a terminal and runs no command (${quoted(more.join(' '))})`,
    `log in with \`vpnmesh ssh ${what}\` and run it there`,
  );
}

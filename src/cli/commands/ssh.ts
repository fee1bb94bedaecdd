/** `vpnmesh ssh open | close | NAME` */

import { targetOf } from '#app/context.ts';
import { settled } from '#app/look.ts';
import { closeSsh, openSsh, windowOf } from '#app/ssh-window.ts';
import { visitMesh } from '#app/visit.ts';
import { exitCodes } from '#cli/exit-codes.ts';
import { withTools } from '#cli/run.ts';
import { type CommonFlags, expandHome } from '#cli/settings.ts';
import { UsageError } from '#mesh/errors.ts';

export function ssh(what: string, flags: CommonFlags & { readonly for: number }): Promise<number> {
  return withTools(flags, async ({ parsed, tools }) => {
    const { spec } = parsed;
    return visitMesh(parsed, tools, { openSsh: false }, async (context) => {
      const names = context.mesh.concentrators.map(({ name }) => name);
      const built = names.filter((name) => Object.keys(context.known.get(name).groupIds).length > 0);
      if (what === 'open') {
        if (spec.ssh.from.length === 0)
          throw new UsageError(
            'ssh.from is empty',
            'add the network you connect from: `ssh: {from: [203.0.113.7/32]}`',
          );
        const ends = await settled(
          built.map((name) => openSsh(windowOf(context, name), spec.ssh.from, { by: 'operator', forMs: flags.for })),
        );
        process.stdout.write(
          `SSH is open on ${built.join(', ')} for ${spec.ssh.from.join(', ')} until ${ends[0]?.toISOString()}; \`vpnmesh ssh close\` ends it sooner\n`,
        );
        process.stderr.write(
          'note: nothing closes it by itself at that time: the next `vpnmesh apply` does, or `vpnmesh ssh close`\n',
        );
        return exitCodes.ok;
      }
      if (what === 'close') {
        const closed = await settled(built.map((name) => closeSsh(windowOf(context, name), 'all')));
        process.stdout.write(
          `${closed.reduce((sum, one) => sum + one, 0)} rules revoked; sessions that are open stay open until they end\n`,
        );
        return exitCodes.ok;
      }
      if (!names.includes(what))
        throw new UsageError(`the mesh has no concentrator "${what}"`, `use open, close or one of ${names.join(', ')}`);
      const { login } = await import('#ssh/login.ts');
      return login(targetOf(context, what), {
        ...(spec.ssh.identity === undefined ? {} : { identity: expandHome(spec.ssh.identity) }),
        ...(spec.ssh.config === undefined ? {} : { configFile: expandHome(spec.ssh.config) }),
      });
    });
  });
}

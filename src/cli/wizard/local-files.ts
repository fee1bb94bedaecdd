/** Local files that the form names, checked while it is filled in. */
import { sshSources } from '#cli/local-ssh-files.ts';
import type { Draft } from '#mesh/spec/draft.ts';
import { localFaults } from '#ssh/local-files.ts';
import type { LocalFiles } from '#ui/model/messages.ts';

/** Only the plan knows whether EC2 imports a key; it checks again. */
export async function checkLocalFiles({ identity, sshConfig }: Draft): Promise<LocalFiles> {
  const faults = await localFaults(sshSources({ identity, config: sshConfig }), {
    imports: identity !== '',
    addresses: [],
  });
  return {
    identity,
    config: sshConfig,
    faults: Object.fromEntries(faults.map(({ field, what, next }) => [field, `${what}: ${next}`])),
  };
}

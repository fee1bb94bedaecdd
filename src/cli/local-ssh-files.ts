/** Where SSH finds keys and configuration on this machine: the spec or form, the agent, the home folder. */
import type { LocalSources } from '#ssh/local-files.ts';
import { home } from './home.ts';
import { expandHome } from './settings.ts';

/** Empty counts as not named: a form has empty fields. */
export function sshSources({ identity = '', config = '' }: Named): LocalSources {
  const agent = process.env.SSH_AUTH_SOCK;
  return {
    home: home(),
    ...(identity === '' ? {} : { identity: expandHome(identity) }),
    ...(config === '' ? {} : { configFile: expandHome(config) }),
    ...(agent === undefined ? {} : { agent }),
  };
}

interface Named {
  readonly identity?: string | undefined;
  readonly config?: string | undefined;
}

/** Where SSH finds what it needs on this machine: what the spec or the form names, the agent, the home folder. */
import type { LocalSources } from '#ssh/local-files.ts';
import { home } from './home.ts';
import { expandHome } from './settings.ts';

/** Empty is as good as not named: so it stands in a form. */
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

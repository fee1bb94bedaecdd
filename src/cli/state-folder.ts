/** Where things are kept between runs, after the XDG Base Directory Specification. */
import { isAbsolute, join } from 'node:path';
import { home } from './home.ts';

/** `$XDG_STATE_HOME/vpnmesh`. A path that is not absolute is ignored, as the specification asks. */
export function stateFolder(): string {
  const told = process.env.XDG_STATE_HOME ?? '';
  return join(isAbsolute(told) ? told : join(home(), '.local', 'state'), 'vpnmesh');
}

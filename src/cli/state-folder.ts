/** The state folder, after the XDG Base Directory Specification. */
import { isAbsolute, join } from 'node:path';
import { home } from './home.ts';

/** `$XDG_STATE_HOME/vpnmesh`. A relative path is ignored, as the specification demands. */
export function stateFolder(): string {
  const told = process.env.XDG_STATE_HOME ?? '';
  return join(isAbsolute(told) ? told : join(home(), '.local', 'state'), 'vpnmesh');
}

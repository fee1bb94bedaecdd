/** Where things are kept between runs, after the XDG Base Directory Specification. */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** `$XDG_STATE_HOME/vpnmesh`. A path that is not absolute is ignored, as the specification asks. */
export function stateFolder(): string {
  const told = process.env.XDG_STATE_HOME ?? '';
  return join(isAbsolute(told) ? told : join(homedir(), '.local', 'state'), 'vpnmesh');
}

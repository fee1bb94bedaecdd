/** Where the sandbox keeps its state: one for the user, or wherever VPNMESH_SANDBOX says. */
import { homedir } from 'node:os';
import { join } from 'node:path';

export function sandboxFolder(): string {
  const state = process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state');
  return process.env.VPNMESH_SANDBOX ?? join(state, 'vpnmesh', 'sandbox');
}

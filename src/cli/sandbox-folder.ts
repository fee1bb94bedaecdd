/** Where the sandbox keeps its state: one for the user, or wherever VPNMESH_SANDBOX says. */
import { join } from 'node:path';
import { stateFolder } from './state-folder.ts';

export function sandboxFolder(): string {
  return process.env.VPNMESH_SANDBOX ?? join(stateFolder(), 'sandbox');
}

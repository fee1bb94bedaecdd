/** The sandbox's state folder: one per user, or VPNMESH_SANDBOX. */
import { join } from 'node:path';
import { stateFolder } from './state-folder.ts';

export function sandboxFolder(): string {
  return process.env.VPNMESH_SANDBOX ?? join(stateFolder(), 'sandbox');
}

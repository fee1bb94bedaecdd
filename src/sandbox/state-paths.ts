/** Where a sandbox keeps what: apart from the writers, so that reading a path loads none of what writing needs. */
import { join } from 'node:path';

export interface StatePaths {
  readonly state: string;
  readonly events: string;
  readonly requests: string;
  readonly identity: string;
  readonly sshConfig: string;
  readonly knownHosts: string;
  readonly spec: string;
  readonly spec3: string;
  /** Where and as which process the daemon runs; there only while it is ready. */
  readonly daemon: string;
  readonly log: string;
  /** What was broken for practice. */
  readonly planted: string;
}

export const pathsIn = (stateDir: string): StatePaths => ({
  state: join(stateDir, 'state.json'),
  events: join(stateDir, 'log-events.jsonl'),
  requests: join(stateDir, 'requests.jsonl'),
  identity: join(stateDir, 'id_ed25519'),
  sshConfig: join(stateDir, 'ssh_config'),
  knownHosts: join(stateDir, 'known_hosts'),
  spec: join(stateDir, 'vpnmesh.yaml'),
  spec3: join(stateDir, 'vpnmesh-3.yaml'),
  daemon: join(stateDir, 'daemon.json'),
  log: join(stateDir, 'daemon.log'),
  planted: join(stateDir, 'planted.json'),
});

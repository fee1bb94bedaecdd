/** The stages' scripts, put together from their parts. Constants: no data ever enters their text. */
import agent from './scripts/agent.sh';
import applied from './scripts/applied.sh';
import beacon from './scripts/beacon.sh';
import bootId from './scripts/boot-id.sh';
import configure from './scripts/configure.sh';
import diff from './scripts/diff.sh';
import facts from './scripts/facts.sh';
import files from './scripts/files.sh';
import initiate from './scripts/initiate.sh';
import lib from './scripts/lib.sh';
import confirm from './scripts/login-confirm.sh';
import rollback from './scripts/login-rollback.sh';
import looking from './scripts/looking.sh';
import packages from './scripts/packages.sh';
import prepare from './scripts/prepare.sh';
import probe from './scripts/probe.sh';
import probeNamespace from './scripts/probe-namespace.sh';
import probing from './scripts/probing.sh';
import readOnly from './scripts/read-only.sh';
import reboot from './scripts/reboot.sh';
import report from './scripts/report.sh';
import restore from './scripts/restore.sh';
import sigv4 from './scripts/sigv4.sh';
import snapshot from './scripts/snapshot.sh';
import sshExpiry from './scripts/ssh-expiry.sh';
import sshd from './scripts/sshd.sh';
import status from './scripts/status.sh';
import sysctl from './scripts/sysctl.sh';
import tunnels from './scripts/tunnels.sh';
import undoDiff from './scripts/undo-diff.sh';
import watchdog from './scripts/watchdog.sh';
import work from './scripts/work.sh';

const join = (...parts: readonly string[]): string => parts.join('\n');

/** Run over SSH, once each. */
export const stageScripts = {
  prepare: join(lib, files, packages, sysctl, sshd, prepare),
  configure: join(lib, files, tunnels, configure),
  initiate: join(lib, tunnels, initiate),
  agent: join(lib, files, packages, agent),
  confirm: join(lib, confirm),
  reboot: join(lib, reboot),
  bootId: join(lib, bootId),
  work: join(lib, packages, work),
  /** Without lib: they change nothing. */
  diff: join(readOnly, looking, diff),
  undoDiff: join(readOnly, looking, undoDiff),
  snapshot: join(lib, snapshot),
  restore: join(lib, restore),
  applied: join(lib, applied),
  report: join(lib, report),
  status: join(lib, status),
  probe: join(lib, probing, probe),
  /** Without lib: that one writes on the host. */
  facts: join(readOnly, probing, facts),
} as const;

const managed = (what: string): string => `#!/bin/sh\n# Managed by vpnmesh: ${what}`;

/** Installed on the host and run there by systemd. */
export const installedScripts = {
  watchdog,
  rollback,
  beacon,
  probeNamespace,
  /** As over SSH. */
  facts: join(managed('what vpnmesh audit asks of a host, for vpnmesh-facts.service.'), stageScripts.facts),
  sshExpiry: join(managed('runs twice in five minutes, by vpnmesh-ssh-expiry.timer.'), sigv4, sshExpiry),
} as const;

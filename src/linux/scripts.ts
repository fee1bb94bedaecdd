/** The stages' scripts, put together from their parts. Constants: no data ever enters their text. */
import agent from './scripts/agent.sh';
import beacon from './scripts/beacon.sh';
import bootId from './scripts/boot-id.sh';
import configure from './scripts/configure.sh';
import diff from './scripts/diff.sh';
import diffLines from './scripts/diff-lines.sh';
import facts from './scripts/facts.sh';
import files from './scripts/files.sh';
import report from './scripts/fresh-report.sh';
import initiate from './scripts/initiate.sh';
import confirm from './scripts/login-confirm.sh';
import rollback from './scripts/login-rollback.sh';
import applied from './scripts/mark-applied.sh';
import packages from './scripts/packages.sh';
import prepare from './scripts/prepare.sh';
import probe from './scripts/probe.sh';
import probeFunctions from './scripts/probe-functions.sh';
import probeNamespace from './scripts/probe-namespace.sh';
import readOnly from './scripts/read-only.sh';
import reboot from './scripts/reboot.sh';
import restore from './scripts/restore.sh';
import sigv4 from './scripts/sigv4.sh';
import work from './scripts/single-fixes.sh';
import snapshot from './scripts/snapshot.sh';
import sshExpiry from './scripts/ssh-expiry.sh';
import sshd from './scripts/sshd.sh';
import prelude from './scripts/stage-prelude.sh';
import status from './scripts/status.sh';
import sysctl from './scripts/sysctl.sh';
import tunnels from './scripts/tunnels.sh';
import undoDiff from './scripts/undo-diff.sh';
import watchdog from './scripts/watchdog.sh';

const join = (...parts: readonly string[]): string => parts.join('\n');

/** Run over SSH, once each. */
export const stageScripts = {
  prepare: join(prelude, files, packages, sysctl, sshd, prepare),
  configure: join(prelude, files, tunnels, configure),
  initiate: join(prelude, tunnels, initiate),
  agent: join(prelude, files, packages, agent),
  confirm: join(prelude, confirm),
  reboot: join(prelude, reboot),
  bootId: join(prelude, bootId),
  work: join(prelude, packages, work),
  /** Without prelude: they change nothing. */
  diff: join(readOnly, diffLines, diff),
  undoDiff: join(readOnly, diffLines, undoDiff),
  snapshot: join(prelude, snapshot),
  restore: join(prelude, restore),
  applied: join(prelude, applied),
  report: join(prelude, report),
  status: join(prelude, status),
  probe: join(prelude, probeFunctions, probe),
  /** Without prelude: that one writes on the host. */
  facts: join(readOnly, probeFunctions, facts),
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

/** Every check, causes before the failures that they explain. */
import { azCoverage } from './aws/az-coverage.ts';
import { ebsEncrypted } from './aws/ebs-encrypted.ts';
import { eipAttached } from './aws/eip-attached.ts';
import { forwardingIngress } from './aws/forwarding-ingress.ts';
import { ikeExposure } from './aws/ike-exposure.ts';
import { ikeIngress } from './aws/ike-ingress.ts';
import { imdsv2 } from './aws/imdsv2.ts';
import { instanceHealth } from './aws/instance-health.ts';
import { instanceRole } from './aws/instance-role.ts';
import { networkAcl } from './aws/network-acl.ts';
import { pmtuIngress } from './aws/pmtu-ingress.ts';
import { quotaHeadroom } from './aws/quota-headroom.ts';
import { routeBlackhole } from './aws/route-blackhole.ts';
import { routes } from './aws/routes.ts';
import { serviceIcmp } from './aws/service-icmp.ts';
import { sourceDestCheck } from './aws/source-dest-check.ts';
import { sshClosed } from './aws/ssh-closed.ts';
import { sshOpenWorld } from './aws/ssh-open-world.ts';
import { tags } from './aws/tags.ts';
import { terminationProtection } from './aws/termination-protection.ts';
import { unexpectedIngress } from './aws/unexpected-ingress.ts';
import { hostReachable } from './host/reachable.ts';
import { ipsecConfigDrift } from './ipsec/config-drift.ts';
import { ipsecDpd } from './ipsec/dpd.ts';
import { ipsecEncapFragmentation } from './ipsec/encap-fragmentation.ts';
import { ipsecIkev2Only } from './ipsec/ikev2-only.ts';
import { ipsecKeyPermissions } from './ipsec/key-permissions.ts';
import { ipsecKeyStrength } from './ipsec/key-strength.ts';
import { ipsecProposals } from './ipsec/proposals.ts';
import { ipsecRecovery } from './ipsec/recovery.ts';
import { ipsecRekey } from './ipsec/rekey.ts';
import { ipsecService } from './ipsec/service.ts';
import { ipsecUnexpectedConnection } from './ipsec/unexpected-connection.ts';
import { ipsecVersion } from './ipsec/version.ts';
import { logsAgentInstalled } from './logs/agent-installed.ts';
import { logsAgentRunning } from './logs/agent-running.ts';
import { logsBeacon } from './logs/beacon.ts';
import { logsFilesCollected } from './logs/files-collected.ts';
import { logsGroupExists } from './logs/group-exists.ts';
import { logsRecentEvents } from './logs/recent-events.ts';
import { logsRetention } from './logs/retention.ts';
import { meshCidrOverlap } from './mesh/cidr-overlap.ts';
import { meshKeysMatch } from './mesh/keys-match.ts';
import { meshPmtu } from './mesh/pmtu.ts';
import { meshSelectorsMatch } from './mesh/selectors-match.ts';
import { meshTraffic } from './mesh/traffic.ts';
import { meshTunnelsUp } from './mesh/tunnels-up.ts';
import { netFailClosed } from './net/fail-closed.ts';
import { netMssClamp } from './net/mss-clamp.ts';
import { netProbe } from './net/probe.ts';
import { netSshFromMesh } from './net/ssh-from-mesh.ts';
import { osAuditd } from './os/auditd.ts';
import { osAutoUpdates } from './os/auto-updates.ts';
import { osDiskSpace } from './os/disk-space.ts';
import { osRebootRequired } from './os/reboot-required.ts';
import { osSecurityUpdates } from './os/security-updates.ts';
import { sshAlgorithms } from './ssh/algorithms.ts';
import { sshConfigPermissions } from './ssh/config-permissions.ts';
import { sshExpiry } from './ssh/expiry.ts';
import { sshPasswordAuth } from './ssh/password-auth.ts';
import { sshRootLogin } from './ssh/root-login.ts';
import type { Check } from './subjects.ts';
import { sysctlChecks } from './sysctl/index.ts';
import { timeInstalled } from './time/installed.ts';
import { timeRunning } from './time/running.ts';
import { timeSource } from './time/source.ts';
import { timeSynced } from './time/synced.ts';

export const checks: readonly Check[] = [
  meshCidrOverlap,
  instanceHealth,
  eipAttached,
  sshOpenWorld,
  sshClosed,
  ikeIngress,
  ikeExposure,
  unexpectedIngress,
  forwardingIngress,
  networkAcl,
  pmtuIngress,
  serviceIcmp,
  sourceDestCheck,
  routes,
  routeBlackhole,
  imdsv2,
  ebsEncrypted,
  terminationProtection,
  tags,
  azCoverage,
  instanceRole,
  quotaHeadroom,
  hostReachable,
  ...sysctlChecks,
  timeInstalled,
  timeRunning,
  timeSynced,
  timeSource,
  sshRootLogin,
  sshPasswordAuth,
  sshAlgorithms,
  sshConfigPermissions,
  sshExpiry,
  osSecurityUpdates,
  osAutoUpdates,
  osRebootRequired,
  osAuditd,
  osDiskSpace,
  netFailClosed,
  netSshFromMesh,
  netMssClamp,
  netProbe,
  logsAgentInstalled,
  logsAgentRunning,
  logsFilesCollected,
  logsGroupExists,
  logsRecentEvents,
  logsBeacon,
  logsRetention,
  ipsecService,
  ipsecVersion,
  ipsecKeyPermissions,
  ipsecKeyStrength,
  ipsecProposals,
  ipsecIkev2Only,
  ipsecDpd,
  ipsecRecovery,
  ipsecEncapFragmentation,
  ipsecRekey,
  meshSelectorsMatch,
  meshKeysMatch,
  ipsecConfigDrift,
  ipsecUnexpectedConnection,
  meshTunnelsUp,
  meshTraffic,
  meshPmtu,
];

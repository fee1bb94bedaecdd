/** The host steps: pin, prepare, configure, initiate, agent. */

import { consoleHostKey } from '#app/hosts/console-key.ts';
import { hostFact } from '#app/hosts/host-fact.ts';
import { hostInput } from '#app/hosts/host-input.ts';
import { closeSsh, openSsh, windowOf } from '#app/hosts/ssh-window.ts';
import { desiredOf, type RunContext, regionOf, targetOf } from '#app/run/context.ts';
import { runStage } from '#app/run/sessions.ts';
import { type HostStages, renderHost } from '#linux/host.ts';
import { secondLoginMs, sshdConfirm } from '#linux/login-rollback.ts';
import { appliedMark, appliedStage } from '#linux/mark-applied.ts';
import { bootIdStage, rebootStage } from '#linux/reboot.ts';
import { OperatorError } from '#mesh/errors.ts';
import { tagKeys } from '#mesh/names.ts';
import type { ConcentratorStep } from '#mesh/plan/steps.ts';
import { counted } from '#mesh/plural.ts';
import { runSshMs } from '#mesh/ssh-durations.ts';
import { utcText } from '#mesh/time-text.ts';

/** Console output of a first boot arrives minutes late. */
const consoleMs = 10 * 60_000;

const rebootNote =
  'updates require a reboot, which would interrupt tunnels; reboot it yourself: `aws ec2 reboot-instances`, one host at a time';

function interruptedAt(concentrator: string, what: string): OperatorError {
  return new OperatorError(`${concentrator}: interrupted while ${what}`, 'run the same command again to resume');
}

type Progress = (text: string) => void;

export async function openForRun(concentrator: string, context: RunContext): Promise<string> {
  const until = await openSsh(windowOf(context, concentrator), context.mesh.spec.ssh.from, {
    by: 'run',
    forMs: runSshMs,
  });
  return `until ${utcText(until)} at the latest`;
}

export async function closeAfterRun(concentrator: string, context: RunContext): Promise<string> {
  await context.sessions.drop(concentrator);
  const { groupIds } = context.inventory.get(concentrator);
  if (Object.keys(groupIds).length === 0) return 'no rule was open';
  const { revoked, openUntil } = await closeSsh(windowOf(context, concentrator), 'left-over');
  const told = counted(revoked, 'rule');
  return openUntil === undefined
    ? `${told} revoked`
    : `${told} revoked; open until ${utcText(openUntil)}, as you opened it`;
}

/** Reads the host key from the console, over AWS's authenticated channel, and stores its fingerprint in a tag. */
export async function pinHostKey(concentrator: string, context: RunContext, progress: Progress): Promise<string> {
  const { inventory, clock } = context;
  const region = regionOf(context, concentrator);
  const instanceId = inventory.demand(concentrator, 'instanceId');
  const deadline = clock.now().getTime() + consoleMs;
  for (let wait = 500; ; wait = Math.min(wait * 1.3, 5000)) {
    const hostKey = consoleHostKey(await region.consoleOutput(instanceId));
    if (hostKey !== undefined) {
      await region.tag([instanceId], { [tagKeys.hostKey]: hostKey });
      inventory.learn(concentrator, { hostKey });
      return hostKey;
    }
    if (clock.now().getTime() > deadline) {
      throw new OperatorError(
        `${concentrator}: the console of ${instanceId} showed no SSH host key within ${consoleMs / 60_000} minutes`,
        `read \`aws ec2 get-console-output --instance-id ${instanceId}\`; if the instance is broken, terminate it and run \`vpnmesh apply\` again: a new one replaces it behind the same address`,
      );
    }
    progress('waiting for the console to show the SSH host key');
    await clock.pause(wait, context.stop);
    if (context.stop.aborted) throw interruptedAt(concentrator, 'waiting for its console');
  }
}

function stagesOf(concentrator: string, { mesh, inventory }: RunContext): HostStages {
  const input = hostInput(mesh, concentrator, (name) => inventory.get(name));
  if (input === undefined) {
    throw new OperatorError(
      `${concentrator}: an address or instance of the mesh is unknown`,
      'run the same command again',
    );
  }
  return renderHost(input);
}

/**
 * Prepares the host up to its public key and proves a second login. Reboots once if required, but only a host that is
 * not in service yet: otherwise the operator decides when its tunnels stop.
 */
export async function prepareHost(concentrator: string, context: RunContext, progress: Progress): Promise<string> {
  const { sessions, inventory } = context;
  const target = targetOf(context, concentrator);
  const { prepare } = stagesOf(concentrator, context);
  const result = await runStage(await sessions.get(target), concentrator, prepare, progress);
  inventory.learn(concentrator, { publicKey: result.publicKey });
  const second = await sessions.second(target, secondLoginMs);
  await runStage(second, concentrator, sshdConfirm(concentrator, result.confirmNeeded));
  const atWork = inventory.get(concentrator).applied !== undefined;
  if (result.rebootRequired && !atWork) await reboot(concentrator, context, progress);
  const notes = result.rebootRequired && atWork ? [...result.notes, rebootNote] : result.notes;
  for (const text of notes) context.operator.notify({ type: 'note', text: `${concentrator}: ${text}` });
  const changed = result.changed.length === 0 ? 'nothing to change' : counted(result.changed.length, 'change');
  return `${changed}, ${result.dataplane === 'kernel' ? 'ESP in the kernel' : 'ESP in user space'}${result.rebootRequired && !atWork ? ', rebooted' : ''}`;
}

/** Resolves when the host answers after a new boot. */
export async function reboot(concentrator: string, context: RunContext, progress: Progress): Promise<void> {
  const { sessions, clock } = context;
  const target = targetOf(context, concentrator);
  progress('rebooting once, before tunnels come up');
  const { bootId: before } = await runStage(await sessions.get(target), concentrator, rebootStage);
  const deadline = clock.now().getTime() + 5 * 60_000;
  for (;;) {
    await sessions.drop(concentrator);
    const boot = await hostFact(concentrator, clock, async () =>
      runStage(await sessions.get(target), concentrator, bootIdStage),
    );
    if (boot.ok && boot.value.bootId !== before) return;
    if (context.stop.aborted) throw interruptedAt(concentrator, 'waiting for it to reboot');
    if (clock.now().getTime() > deadline) {
      throw new OperatorError(
        `${concentrator} did not come back within 5 minutes of its reboot${boot.ok ? '' : ` (${boot.reason.detail})`}`,
        'read its console output in the AWS console, then run the same command again',
      );
    }
    await clock.pause(1000, context.stop);
  }
}

export async function configureHost(concentrator: string, context: RunContext, progress: Progress): Promise<string> {
  const { inventory, sessions } = context;
  const { peers } = desiredOf(context, concentrator);
  const keys = Object.fromEntries(peers.map((peer) => [peer, inventory.demand(peer, 'publicKey')]));
  const stage = stagesOf(concentrator, context).configure(keys);
  const result = await runStage(await sessions.get(targetOf(context, concentrator)), concentrator, stage, progress);
  if (result.problems.length > 0) {
    throw new OperatorError(
      `${concentrator}: strongSwan rejected part of its configuration: ${result.problems.join('; ')}`,
      `run \`swanctl --load-all\` there (\`vpnmesh ssh open\`, then \`vpnmesh ssh ${concentrator}\`), then run the same command again`,
    );
  }
  return result.changed.length === 0 ? 'nothing to change' : counted(result.changed.length, 'change');
}

export async function initiateTunnels(concentrator: string, context: RunContext, progress: Progress): Promise<string> {
  const stage = stagesOf(concentrator, context).initiate;
  const { tunnels } = await runStage(
    await context.sessions.get(targetOf(context, concentrator)),
    concentrator,
    stage,
    progress,
  );
  const down = tunnels.filter(({ established }) => !established);
  if (down.length > 0) {
    throw new OperatorError(
      `${concentrator}: ${down.map(({ name, detail }) => `tunnel to ${name} did not come up (${detail})`).join('; ')}`,
      `read /var/log/charon.log at both ends (\`vpnmesh ssh open\`, then \`vpnmesh ssh ${concentrator}\`), then run the same command again`,
    );
  }
  const brittle = tunnels.filter((one) => !one.rekeyed);
  if (brittle.length > 0) {
    throw new OperatorError(
      `${concentrator}: ${brittle.map(({ name, detail }) => `tunnel to ${name} is up but will fail at its first rekey (${detail})`).join('; ')}`,
      `compare esp_proposals in /etc/swanctl/conf.d/vpnmesh.conf of both ends (\`vpnmesh ssh open\`, then \`vpnmesh ssh ${concentrator}\`), then run the same command again`,
    );
  }
  const rekeyed = tunnels.filter((one) => one.rekeyed).length;
  return tunnels.length === 0 ? 'its peers initiate' : `${tunnels.length} up, ${rekeyed} rekeyed`;
}

export async function installAgent(concentrator: string, context: RunContext, progress: Progress): Promise<string> {
  const stage = stagesOf(concentrator, context).agent;
  const result = await runStage(
    await context.sessions.get(targetOf(context, concentrator)),
    concentrator,
    stage,
    progress,
  );
  if (!result.running) {
    throw new OperatorError(
      `${concentrator}: the CloudWatch agent is not running`,
      `read /opt/aws/amazon-cloudwatch-agent/logs/amazon-cloudwatch-agent.log there (\`vpnmesh ssh open\`, then \`vpnmesh ssh ${concentrator}\`), then run the same command again`,
    );
  }
  return result.changed.length === 0 ? 'nothing to change' : counted(result.changed.length, 'change');
}

/** Set last: a host without it was not finished and is visited again. The host's copy is part of its reports. */
export async function tagApplied({ concentrator }: ConcentratorStep, context: RunContext): Promise<undefined> {
  const { digest } = stagesOf(concentrator, context);
  const instanceId = context.inventory.demand(concentrator, 'instanceId');
  const session = await context.sessions.get(targetOf(context, concentrator));
  await runStage(session, concentrator, appliedStage(concentrator, appliedMark(instanceId, digest)));
  await regionOf(context, concentrator).tag([instanceId], { [tagKeys.applied]: digest });
  return undefined;
}

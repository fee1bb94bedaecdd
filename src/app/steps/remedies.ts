/** Handlers of steps that only `fix` has. */

import { freshReport, outdatePeers, tunnelsSettled } from '#app/hosts/fresh-report.ts';
import { hostInput } from '#app/hosts/host-input.ts';
import { desiredOf, type RunContext, targetOf } from '#app/run/context.ts';
import { runStage } from '#app/run/sessions.ts';
import { secondLoginOfFixMs, sshdConfirm } from '#linux/login-rollback.ts';
import { appliedMark, appliedStage } from '#linux/mark-applied.ts';
import { prepareStage } from '#linux/prepare.ts';
import { restoreStage, snapshotStage, workStage } from '#linux/remedies.ts';
import type { Stage } from '#linux/stage-output.ts';
import { OperatorError } from '#mesh/errors.ts';
import { requiredMetadata } from '#mesh/instance-metadata.ts';
import type { StepOf } from '#mesh/plan/steps.ts';
import { counted } from '#mesh/plural.ts';
import { reboot } from './hosts.ts';

type Progress = (text: string) => void;

/** Calls of AWS. */
export const cloudRemedies = {
  'rules.withdraw': async ({ region, groupId, rules }: StepOf<'rules.withdraw'>, { cloud }: RunContext) => {
    const gone = await cloud.region(region).remedies.withdrawRules(groupId, rules);
    return `${gone.length} revoked`;
  },
  'instance.metadata': async ({ region, instanceId }: StepOf<'instance.metadata'>, { cloud }: RunContext) => {
    await cloud.region(region).remedies.setMetadata(instanceId, requiredMetadata);
    return undefined;
  },
  'instance.protect': async ({ region, instanceId }: StepOf<'instance.protect'>, { cloud }: RunContext) => {
    await cloud.region(region).remedies.setProtection(instanceId, true);
    return undefined;
  },
  'tags.set': async ({ region, resourceId, tags }: StepOf<'tags.set'>, { cloud }: RunContext) => {
    await cloud.region(region).tag([resourceId], tags);
    return undefined;
  },
};

/** Over SSH. */
export const hostRemedies = {
  'host.snapshot': async ({ concentrator, work }: StepOf<'host.snapshot'>, context: RunContext, progress: Progress) => {
    const { image, peers } = desiredOf(context, concentrator);
    const stage = snapshotStage({ concentrator, image, peers }, context.fixRun ?? 'last', work);
    await onHost(concentrator, context, stage, progress);
    return undefined;
  },
  'host.work': async ({ concentrator, work }: StepOf<'host.work'>, context: RunContext, progress: Progress) => {
    const { changed, rebootRequired } = await onHost(concentrator, context, workStage(concentrator, work), progress);
    return `${counted(changed.length, 'change')}${rebootRequired ? ', reboot required' : ''}`;
  },
  'host.parts': runHostParts,
  'host.reboot': async ({ concentrator }: StepOf<'host.reboot'>, context: RunContext, progress: Progress) => {
    await reboot(concentrator, context, progress);
    return undefined;
  },
  'host.report': ({ concentrator }: StepOf<'host.report'>, context: RunContext) => report(concentrator, context),
  'host.restore': async ({ concentrator, run }: StepOf<'host.restore'>, context: RunContext, progress: Progress) => {
    const { notes } = await onHost(concentrator, context, restoreStage(concentrator, run), progress);
    for (const text of notes) context.operator.notify({ type: 'note', text: `${concentrator}: ${text}` });
    return undefined;
  },
};

async function onHost<R>(name: string, context: RunContext, stage: Stage<R>, progress: Progress): Promise<R> {
  return runStage(await context.sessions.get(targetOf(context, name)), name, stage, progress);
}

/** Apply's stage, for some parts. New sshd settings revert themselves unless a second login confirms them. */
async function runHostParts(step: StepOf<'host.parts'>, context: RunContext, progress: Progress): Promise<string> {
  const name = step.concentrator;
  const { sessions, inventory, mesh } = context;
  const input = hostInput(mesh, name, (each) => inventory.get(each));
  if (input === undefined) {
    throw new OperatorError(
      `${name}: an address or instance of the mesh is unknown`,
      'fix aws.instance-health and aws.eip-attached first',
    );
  }
  const target = targetOf(context, name);
  const result = await runStage(await sessions.get(target), name, prepareStage(input, step.parts), progress);
  inventory.learn(name, { publicKey: result.publicKey });
  if (result.confirmNeeded) {
    await runStage(await sessions.second(target, secondLoginOfFixMs), name, sshdConfirm(name, true));
  }
  for (const text of result.notes) context.operator.notify({ type: 'note', text: `${name}: ${text}` });
  return result.changed.length === 0 ? 'nothing to change' : `changed ${result.changed.join(', ')}`;
}

/** The applied digest stays that of the last apply: a fix of parts does not apply the whole state. */
async function report(name: string, context: RunContext): Promise<string | undefined> {
  const { instanceId, applied } = context.inventory.get(name);
  if (instanceId === undefined || applied === undefined) return 'no report: apply has not finished this host yet';
  const session = await context.sessions.get(targetOf(context, name));
  await runStage(session, desiredOf(context, name).name, appliedStage(name, appliedMark(instanceId, applied)));
  // A report from the middle of the fix would show tunnels as down for minutes.
  const up = await tunnelsSettled(context, name);
  const missing = await freshReport(context, name);
  await outdatePeers(context, name, up);
  return missing;
}

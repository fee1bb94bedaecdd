/** Handlers of steps that only `fix` has. */

import { freshReport, outdatePeers, tunnelsSettled } from '#app/hosts/fresh-report.ts';
import { hostInput } from '#app/hosts/host-input.ts';
import { runStage } from '#app/hosts/sessions.ts';
import { desiredOf, type RunContext, targetOf } from '#app/run/context.ts';
import { appliedMark, appliedStage } from '#linux/applied.ts';
import { prepareStage } from '#linux/prepare.ts';
import { restoreStage, snapshotStage, workStage } from '#linux/remedies.ts';
import { secondLoginOfFixMs, sshdConfirm } from '#linux/second-login.ts';
import { OperatorError } from '#mesh/errors.ts';
import type { ConcentratorStep, RemedyStep } from '#mesh/plan/steps.ts';
import { counted } from '#mesh/plural.ts';
import { reboot } from './hosts.ts';

type Step = ConcentratorStep & RemedyStep;

export async function remedyStep(
  step: Step,
  context: RunContext,
  progress: (text: string) => void,
): Promise<string | undefined> {
  const name = step.concentrator;
  const { remedies, tag } = context.cloud.region(step.region);
  switch (step.kind) {
    case 'rules.withdraw': {
      const gone = await remedies.withdrawRules(step.groupId, step.rules);
      return `${gone.length} revoked`;
    }
    case 'instance.metadata':
      await remedies.setMetadata(step.instanceId, { httpTokens: 'required', hopLimit: 1, httpEndpoint: 'enabled' });
      return undefined;
    case 'instance.protect':
      await remedies.setProtection(step.instanceId, true);
      return undefined;
    case 'tags.set':
      await tag([step.resourceId], step.tags);
      return undefined;
    case 'host.snapshot': {
      const { image, peers } = desiredOf(context, name);
      const stage = snapshotStage({ concentrator: name, image, peers }, context.fixRun ?? 'last', step.work);
      await runStage(await context.sessions.get(targetOf(context, name)), name, stage, progress);
      return undefined;
    }
    case 'host.work': {
      const stage = workStage(name, step.work);
      const { changed, rebootRequired } = await runStage(
        await context.sessions.get(targetOf(context, name)),
        name,
        stage,
        progress,
      );
      return `${counted(changed.length, 'change')}${rebootRequired ? ', reboot required' : ''}`;
    }
    case 'host.parts':
      return runHostParts(step, context, progress);
    case 'host.reboot':
      await reboot(name, context, progress);
      return undefined;
    case 'host.report':
      return report(name, context);
    case 'host.restore': {
      const session = await context.sessions.get(targetOf(context, name));
      const { notes } = await runStage(session, name, restoreStage(name, step.run), progress);
      for (const text of notes) context.operator.notify({ type: 'note', text: `${name}: ${text}` });
      return undefined;
    }
  }
}

/** Apply's stage, for some parts. New sshd settings revert themselves unless a second login confirms them. */
async function runHostParts(
  step: Extract<Step, { kind: 'host.parts' }>,
  context: RunContext,
  progress: (text: string) => void,
): Promise<string> {
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

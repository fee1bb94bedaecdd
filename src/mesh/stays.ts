/** What a fix changes for good. */
import type { Step } from './steps.ts';

/** What of a step nobody can take back, in words; undefined where undo goes back, or nothing is changed. */
export function staysOf(step: Step): string | undefined {
  switch (step.kind) {
    case 'rules.withdraw':
    case 'interface.check':
    case 'route.create':
    case 'route.replace':
    case 'route.delete':
    case 'instance.metadata':
    case 'instance.protect':
    case 'tags.set':
    case 'logs.retention':
    case 'address.associate':
    case 'group.rules':
    case 'services.rules':
    case 'host.snapshot':
    case 'host.configure':
    case 'host.initiate':
    case 'host.report':
    case 'host.restore':
    case 'undo.change':
    case 'host.applied':
    case 'ssh.open':
    case 'ssh.close':
      return undefined;
    case 'host.work':
      return step.work.some((one) => one.do === 'upgrade') ? `${step.concentrator}: updates stay installed` : undefined;
    case 'host.parts':
      return step.parts.includes('packages') ? `${step.concentrator}: packages stay installed` : undefined;
    case 'host.agent':
      return `${step.concentrator}: the CloudWatch agent stays installed`;
    default:
      return step.describe;
  }
}

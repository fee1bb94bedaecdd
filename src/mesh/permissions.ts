/** Which actions a step calls that can be asked about beforehand, in IAM's words. */
import type { Step } from './steps.ts';

export function actionsOf(step: Step): readonly string[] {
  switch (step.kind) {
    case 'group.create':
      return ['ec2:CreateSecurityGroup'];
    case 'group.rules':
    case 'ssh.open':
      return ['ec2:AuthorizeSecurityGroupIngress', 'ec2:RevokeSecurityGroupIngress'];
    case 'services.rules':
      return ['ec2:AuthorizeSecurityGroupIngress'];
    case 'address.allocate':
      return ['ec2:AllocateAddress'];
    case 'interface.create':
      return ['ec2:CreateNetworkInterface'];
    case 'instance.run':
      return ['ec2:RunInstances', 'iam:PassRole'];
    case 'key.import':
      return ['ec2:ImportKeyPair'];
    case 'route.create':
      return ['ec2:CreateRoute'];
    case 'role.create':
      return step.change === 'create' ? ['iam:CreateRole', 'iam:TagRole', 'iam:PutRolePolicy'] : ['iam:PutRolePolicy'];
    case 'role.regions':
      return ['iam:TagRole'];
    case 'role.forget':
      return ['iam:UntagRole'];
    case 'profile.create':
      return ['iam:CreateInstanceProfile', 'iam:TagInstanceProfile', 'iam:AddRoleToInstanceProfile'];
    case 'logs.create':
      return ['logs:CreateLogGroup', 'logs:TagResource'];
    case 'logs.retention':
      return ['logs:PutRetentionPolicy'];
    default:
      return [];
  }
}

/** Without doubles, in the order in which they first occur. */
export function actionsOfAll(steps: readonly Step[]): readonly string[] {
  return [...new Set(steps.flatMap(actionsOf))];
}

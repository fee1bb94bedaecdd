/** A role with an inline policy, and the instance profile that hands it to an instance. */
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetInstanceProfileCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  PutRolePolicyCommand,
  RemoveRoleFromInstanceProfileCommand,
} from '@aws-sdk/client-iam';
import { outcome, type Scenario } from '../scenario.ts';

const Tags = [{ Key: 'vpnmesh:mesh', Value: 'iam' }];
const AssumeRolePolicyDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const PolicyDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: '*' }],
});

export const roles: Scenario = {
  name: 'a role',
  run: async ({ iam }, see) => {
    const RoleName = 'contract-role';
    const create = new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, Tags });
    see('asked for before', await outcome(iam.send(new GetRoleCommand({ RoleName }))));
    const { Role } = await iam.send(create);
    see('made', [Role?.RoleName, Role?.Path, Role?.Arn]);
    see('made again', await outcome(iam.send(create)));
    see('tags', (await iam.send(new GetRoleCommand({ RoleName }))).Role?.Tags);
    const inline = { RoleName, PolicyName: 'logs' };
    see('policy before', await outcome(iam.send(new GetRolePolicyCommand(inline))));
    await iam.send(new PutRolePolicyCommand({ ...inline, PolicyDocument }));
    const read = await iam.send(new GetRolePolicyCommand(inline));
    see('policy', JSON.parse(decodeURIComponent(read.PolicyDocument ?? '')));
    see('policy as it is sent', read.PolicyDocument?.startsWith('%7B'));
    see('deleted with its policy', await outcome(iam.send(new DeleteRoleCommand({ RoleName }))));
    see('policy deleted', await outcome(iam.send(new DeleteRolePolicyCommand(inline))));
    see('policy deleted again', await outcome(iam.send(new DeleteRolePolicyCommand(inline))));
    see('deleted', await outcome(iam.send(new DeleteRoleCommand({ RoleName }))));
    see('deleted again', await outcome(iam.send(new DeleteRoleCommand({ RoleName }))));
    const broken = new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: 'no JSON' });
    see('made with a document that is none', await outcome(iam.send(broken)));
  },
};

export const profiles: Scenario = {
  name: 'an instance profile',
  run: async ({ iam }, see) => {
    const [RoleName, InstanceProfileName] = ['contract-profile-role', 'contract-profile'];
    const create = new CreateInstanceProfileCommand({ InstanceProfileName, Tags });
    const get = new GetInstanceProfileCommand({ InstanceProfileName });
    const member = { InstanceProfileName, RoleName };
    see('asked for before', await outcome(iam.send(get)));
    await iam.send(create);
    see('made again', await outcome(iam.send(create)));
    see('a role that is not there', await outcome(iam.send(new AddRoleToInstanceProfileCommand(member))));
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    see('given a role', await outcome(iam.send(new AddRoleToInstanceProfileCommand(member))));
    see('given it again', await outcome(iam.send(new AddRoleToInstanceProfileCommand(member))));
    const { InstanceProfile } = await iam.send(get);
    see('as read', [InstanceProfile?.Roles?.map((one) => one.RoleName), InstanceProfile?.Tags]);
    see('role deleted while in it', await outcome(iam.send(new DeleteRoleCommand({ RoleName }))));
    const remove = new DeleteInstanceProfileCommand({ InstanceProfileName });
    see('deleted with a role in it', await outcome(iam.send(remove)));
    see('role taken out', await outcome(iam.send(new RemoveRoleFromInstanceProfileCommand(member))));
    see('role taken out again', await outcome(iam.send(new RemoveRoleFromInstanceProfileCommand(member))));
    see('deleted', await outcome(iam.send(remove)));
    see('deleted again', await outcome(iam.send(remove)));
    await iam.send(new DeleteRoleCommand({ RoleName }));
  },
};

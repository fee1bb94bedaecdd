/** Instances behind a network interface of ours. */
import {
  CreateNetworkInterfaceCommand,
  DeleteNetworkInterfaceCommand,
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  type EC2Client,
  GetConsoleOutputCommand,
  ModifyInstanceAttributeCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { eventually } from '../../sandbox/sandbox.ts';
import { debian, given, meshFilter, newPlace, tags } from '../place.ts';
import { outcome, type Scenario } from '../scenario.ts';

async function lookAt(ec2: EC2Client, id: string) {
  const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
  return Reservations?.[0]?.Instances?.[0];
}

const until = (ec2: EC2Client, id: string, state: string) =>
  eventually(
    () => lookAt(ec2, id),
    (one) => one?.State?.Name === state,
  );

async function request(ec2: EC2Client, mesh: string): Promise<RunInstancesCommandInput & { readonly nic: string }> {
  const { subnetId: SubnetId, groupId } = await newPlace(ec2);
  const made = await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId, Groups: [groupId] }));
  const nic = given(made.NetworkInterface?.NetworkInterfaceId);
  return {
    nic,
    ImageId: await debian(ec2),
    InstanceType: 't3.small',
    MinCount: 1,
    MaxCount: 1,
    NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId: nic }],
    MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1, HttpEndpoint: 'enabled' },
    TagSpecifications: tags('instance', mesh),
  };
}

export const instanceLife: Scenario = {
  name: 'an instance',
  run: async ({ ec2 }, see) => {
    const { nic, ...input } = await request(ec2, 'life');
    const made = await ec2.send(new RunInstancesCommand({ ...input, DisableApiTermination: true }));
    const id = given(made.Instances?.[0]?.InstanceId);
    see('state at first', made.Instances?.[0]?.State?.Name);
    const running = given(await until(ec2, id, 'running'));
    see(
      'stands behind the interface',
      running.NetworkInterfaces?.map((one) => one.NetworkInterfaceId === nic),
    );
    see('metadata', [running.MetadataOptions?.HttpTokens, running.MetadataOptions?.HttpPutResponseHopLimit]);
    see('type and tags', [running.InstanceType, running.Tags]);
    const Filters = [...meshFilter('life'), { Name: 'instance-state-name', Values: ['running'] }];
    const found = await ec2.send(new DescribeInstancesCommand({ Filters }));
    see('found by tag and state', found.Reservations?.flatMap((one) => one.Instances ?? []).length);
    const { NetworkInterfaces } = await ec2.send(new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [nic] }));
    const attachment = NetworkInterfaces?.[0]?.Attachment;
    see('the interface', [NetworkInterfaces?.[0]?.Status, attachment?.DeviceIndex, attachment?.InstanceId === id]);
    const deletion = new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: nic });
    see('its interface deleted', await outcome(ec2.send(deletion)));
    const terminate = new TerminateInstancesCommand({ InstanceIds: [id] });
    see('terminated while protected', await outcome(ec2.send(terminate)));
    const unprotect = { InstanceId: id, DisableApiTermination: { Value: false } };
    see('protection taken off', await outcome(ec2.send(new ModifyInstanceAttributeCommand(unprotect))));
    const { TerminatingInstances } = await ec2.send(terminate);
    see(
      'was',
      TerminatingInstances?.map((one) => one.PreviousState?.Name),
    );
    await until(ec2, id, 'terminated');
    see('terminated again', await outcome(ec2.send(terminate)));
    const left = new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [nic] });
    see('its interface stays', await outcome(ec2.send(left)));
    see('its interface deleted after', await outcome(ec2.send(deletion)));
  },
};

export const instanceRequests: Scenario = {
  name: 'an instance that cannot be',
  run: async ({ ec2 }, see) => {
    const { nic: _, ...input } = await request(ec2, 'refused');
    const run = (change: Partial<RunInstancesCommandInput>) =>
      outcome(ec2.send(new RunInstancesCommand({ ...input, ...change })));
    see('image that is not there', await run({ ImageId: 'ami-00000000' }));
    see('key pair that is not there', await run({ KeyName: 'no-such-key' }));
    see('profile that is not there', await run({ IamInstanceProfile: { Name: 'no-such-profile' } }));
    const nowhere = [{ DeviceIndex: 0, NetworkInterfaceId: 'eni-00000000' }];
    see('interface that is not there', await run({ NetworkInterfaces: nowhere }));
    see('asked for an id that is not there', await outcome(lookAt(ec2, 'i-00000000')));
    const console = new GetConsoleOutputCommand({ InstanceId: 'i-00000000' });
    see('console of one that is not there', await outcome(ec2.send(console)));
  },
};

export const instanceToken: Scenario = {
  name: 'an instance asked for twice with one token',
  run: async ({ ec2 }, see) => {
    const { nic: _, ...input } = await request(ec2, 'token');
    const command = new RunInstancesCommand({ ...input, ClientToken: 'contract-instance' });
    const first = await ec2.send(command);
    see('second time', await outcome(ec2.send(command)));
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters: meshFilter('token') }));
    see('instances', Reservations.flatMap((one) => one.Instances ?? []).length);
    see('is the first', Reservations[0]?.Instances?.[0]?.InstanceId === first.Instances?.[0]?.InstanceId);
  },
};

/** Instances: launched, started, ended, and what their consoles print. */
import {
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  GetConsoleOutputCommand,
  type Instance,
  ModifyInstanceAttributeCommand,
  paginateDescribeInstances,
  RunInstancesCommand,
  StartInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import type { ObservedInstance } from '#mesh/observed/observation.ts';
import type { NewInstance, RegionCloud } from '#ports/cloud.ts';
import { untilUnspent } from './client-token.ts';
import type { RegionClients } from './clients.ts';
import { insist, settling, untilGone, untilVisible, waitFor } from './eventual-consistency.ts';
import { codeOf, failureOf } from './failure.ts';
import { launchRequest } from './launch-request.ts';
import { pages } from './lists.ts';
import { notStarted } from './not-started.ts';
import { tagList } from './tagging.ts';
import { need, toInstance } from './translate.ts';

type Instances = Pick<
  RegionCloud,
  'runInstance' | 'startInstance' | 'terminateInstance' | 'consoleOutput' | 'tag' | 'tagIfThere' | 'untag'
>;

export function instanceCalls({ ec2, region, stop }: RegionClients): Instances {
  const boot = { timeoutMs: 300_000, ...(stop === undefined ? {} : { signal: stop }) };
  const find = async (id: string): Promise<Instance | undefined> => {
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    return Reservations?.flatMap((one) => one.Instances ?? [])[0];
  };
  /**
   * @param before why it stood still, for one that is started again
   * @throws CloudError with AWS's reason when it ends instead
   */
  const untilRunning = (id: string, action: string, before?: string): Promise<ObservedInstance> => {
    let began = false;
    return waitFor(
      async () => {
        const one = await insist(() => find(id), untilVisible, settling);
        if (one === undefined) return undefined;
        const instance = toInstance(one);
        began ||=
          instance.state === 'pending' || (before !== undefined && (one.StateReason?.Code ?? before) !== before);
        // One that stood still is told as stopped for a moment after it was started.
        const ended = ['terminated', 'shutting-down', ...(began ? ['stopping', 'stopped'] : [])];
        if (ended.includes(instance.state)) throw notStarted(id, region, action, instance.state, one.StateReason);
        return instance.state === 'running' ? instance : undefined;
      },
      `instance ${id} in ${region} running`,
      boot,
    );
  };
  return {
    runInstance: async (input) => {
      await waitFor(
        () => freeInterface(ec2, input.interfaceId),
        `interface ${input.interfaceId} in ${region} free`,
        boot,
      );
      return untilRunning(await launch(ec2, input), 'ec2:RunInstances');
    },
    startInstance: async (id) => {
      const before = (await insist(() => find(id), untilVisible, settling))?.StateReason?.Code ?? '';
      await insist(
        () => ec2.send(new StartInstancesCommand({ InstanceIds: [id] })),
        (code) => code === 'IncorrectInstanceState',
        boot,
      );
      await untilRunning(id, 'ec2:StartInstances', before);
    },
    terminateInstance: async (id) => {
      const Filters = [{ Name: 'instance-id', Values: [id] }];
      const listed = async (): Promise<Instance | undefined> => {
        const all = await pages(paginateDescribeInstances({ client: ec2 }, { Filters }), (page) => page.Reservations);
        return all.flatMap(({ Instances }) => need(Instances, 'the instances of a reservation'))[0];
      };
      const remove = async () => {
        try {
          const DisableApiTermination = { Value: false };
          await ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: id, DisableApiTermination }));
        } catch (error) {
          // Already on its way out: its attributes can no longer be changed.
          if (codeOf(error) !== 'IncorrectInstanceState') throw error;
        }
        await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
      };
      await untilGone({ remove, isListed: async () => (await listed()) !== undefined });
      // AWS lists it for an hour or so; one that is listed no more, in two looks, has ended as well.
      let unlisted = 0;
      const ended = async (): Promise<true | undefined> => {
        const one = await listed();
        unlisted = one === undefined ? unlisted + 1 : 0;
        return unlisted > 1 || one?.State?.Name === 'terminated' ? true : undefined;
      };
      await waitFor(ended, `instance ${id} in ${region} terminated`, boot);
    },
    consoleOutput: async (id) => {
      const read = async (Latest: boolean): Promise<string> => {
        const { Output } = await insist(
          () => ec2.send(new GetConsoleOutputCommand({ InstanceId: id, Latest })),
          untilVisible,
          settling,
        );
        return Output === undefined ? '' : Buffer.from(Output, 'base64').toString('utf8');
      };
      // The latest is there at once, on types of the Nitro system; what is kept of the boot comes some minutes late.
      const latest = read(true).catch((error: unknown) => {
        if (codeOf(error) !== 'UnsupportedOperation') throw error;
        return '';
      });
      return (await Promise.all([read(false), latest])).join('\n');
    },
    tag: async (resourceIds, tags) => {
      await insist(
        () => ec2.send(new CreateTagsCommand({ Resources: [...resourceIds], Tags: tagList(tags) })),
        untilVisible,
        settling,
      );
    },
    tagIfThere: async (id, tags) => {
      try {
        await ec2.send(new CreateTagsCommand({ Resources: [id], Tags: tagList(tags) }));
      } catch (error) {
        if (failureOf(codeOf(error)) !== 'not-found') throw error;
      }
    },
    untag: async (resourceIds, keys) => {
      const Tags = keys.map((Key) => ({ Key }));
      // One by one: a resource that is gone refuses the whole call.
      await Promise.all(
        resourceIds.map((id) =>
          ec2.send(new DeleteTagsCommand({ Resources: [id], Tags })).catch((error: unknown) => {
            if (failureOf(codeOf(error)) !== 'not-found') throw error;
          }),
        ),
      );
    },
  };
}

/** Id of the instance that the token stands for; spent tokens are passed over. */
function launch(ec2: RegionClients['ec2'], input: NewInstance): Promise<string> {
  return untilUnspent(input.token, async (token) => {
    const ask = () =>
      ec2.send(
        new RunInstancesCommand({
          ...launchRequest(input),
          ClientToken: token,
          NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId: input.interfaceId }],
        }),
      );
    const { Instances } = await insist(ask, profileSettles, { timeoutMs: 60_000 });
    const [instance] = Instances ?? [];
    const state = instance?.State?.Name;
    if (state === 'terminated' || state === 'shutting-down') return undefined;
    return need(instance?.InstanceId, 'the instance id');
  });
}

async function freeInterface(ec2: RegionClients['ec2'], id: string): Promise<true | undefined> {
  const ask = () => ec2.send(new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [id] }));
  const { NetworkInterfaces } = await insist(ask, untilVisible, settling);
  return NetworkInterfaces?.[0]?.Status === 'available' ? true : undefined;
}

/** A fresh instance profile is unknown to EC2 for some seconds. */
function profileSettles(code: string, error: unknown): boolean {
  return (
    untilVisible(code) ||
    (code === 'InvalidParameterValue' && error instanceof Error && /instance ?profile/i.test(error.message))
  );
}

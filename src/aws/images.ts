/** Images to boot from, and key pairs to log in with. */
import {
  DeleteKeyPairCommand,
  DescribeKeyPairsCommand,
  type Image,
  ImportKeyPairCommand,
  paginateDescribeImages,
  paginateDescribeInstanceTypes,
} from '@aws-sdk/client-ec2';
import type { RegionCloud } from '#ports/cloud.ts';
import { CloudError } from '#ports/cloud-error.ts';
import type { RootDisk } from '#ports/images.ts';
import type { RegionClients } from './clients.ts';
import { insist, settling, untilVisible, waitFor } from './eventual-consistency.ts';
import { codeOf } from './failure.ts';
import { pages } from './lists.ts';
import { tagged } from './tagging.ts';
import { need, toTags } from './translate.ts';

/** @throws CloudError when AWS's answer does not say what the image boots from */
function rootOf({ RootDeviceName, BlockDeviceMappings = [] }: Image): RootDisk {
  const device = need(RootDeviceName, "the image's root device");
  const disk = BlockDeviceMappings.find(({ DeviceName }) => DeviceName === device);
  return { device, sizeGiB: need(disk?.Ebs?.VolumeSize, "the size of the image's root device") };
}

type Images = Pick<RegionCloud, 'latestImage' | 'architectureOf' | 'importKey' | 'deleteKey'>;

export function imageCalls({ ec2, region }: RegionClients): Images {
  return {
    latestImage: async ({ owner, namePattern, architecture }) => {
      const asked = {
        Owners: [owner],
        Filters: [
          { Name: 'name', Values: [namePattern] },
          { Name: 'architecture', Values: [architecture] },
          { Name: 'state', Values: ['available'] },
        ],
      };
      const all = await pages(paginateDescribeImages({ client: ec2 }, asked), (page) => page.Images);
      const [latest] = all.toSorted((a, b) => ((a.CreationDate ?? '') < (b.CreationDate ?? '') ? 1 : -1));
      if (latest === undefined) {
        throw new CloudError(
          'not-found',
          { action: 'ec2:DescribeImages', region, code: 'NoImage' },
          `no image ${namePattern} (${architecture}) of owner ${owner} in ${region}`,
          `the publisher may not offer it there, or the account's Allowed AMIs setting hides it (\`aws ec2 get-allowed-images-settings --region ${region}\`): allow owner ${owner}, or choose a VPC in another region`,
        );
      }
      return { id: need(latest.ImageId, 'an image id'), name: latest.Name ?? '', root: rootOf(latest) };
    },
    architectureOf: async (instanceType) => {
      const Filters = [{ Name: 'instance-type', Values: [instanceType] }];
      const types = await pages(
        paginateDescribeInstanceTypes({ client: ec2 }, { Filters }),
        (page) => page.InstanceTypes,
      );
      const supported = types[0]?.ProcessorInfo?.SupportedArchitectures ?? [];
      const known = ['x86_64', 'arm64'].find((one) => supported.some((each) => each === one));
      if (known === undefined) {
        throw new CloudError(
          'not-found',
          { action: 'ec2:DescribeInstanceTypes', region, code: 'NoInstanceType' },
          `${region} has no instance type ${instanceType}`,
          'choose another in the spec: `concentrator: {instanceType: t3.small}`',
        );
      }
      return known;
    },
    importKey: async ({ name, publicKey, tags }) => {
      try {
        await ec2.send(
          new ImportKeyPairCommand({
            KeyName: name,
            PublicKeyMaterial: Buffer.from(publicKey),
            TagSpecifications: tagged('key-pair', tags),
          }),
        );
      } catch (error) {
        if (codeOf(error) !== 'InvalidKeyPair.Duplicate') throw error;
        const ask = () => ec2.send(new DescribeKeyPairsCommand({ KeyNames: [name] }));
        const { KeyPairs } = await insist(ask, untilVisible, settling);
        const there = toTags(KeyPairs?.[0]?.Tags);
        if (Object.entries(tags).some(([key, value]) => there[key] !== value)) throw error;
      }
    },
    deleteKey: async (name) => {
      // That there is none of that name is no error of this call: it says nothing of one that AWS does not know yet.
      const gone = async (): Promise<true | undefined> => {
        await ec2.send(new DeleteKeyPairCommand({ KeyName: name }));
        const Filters = [{ Name: 'key-name', Values: [name] }];
        const { KeyPairs } = await ec2.send(new DescribeKeyPairsCommand({ Filters }));
        return need(KeyPairs, 'its list').length === 0 ? true : undefined;
      };
      await waitFor(gone, `key pair ${name} in ${region} deleted`, settling);
    },
  };
}

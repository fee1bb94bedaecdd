/** DescribeImages. */
import { type Actions, type QueryAction, type QueryCall, reads } from '#sandbox/api/call.ts';
import { ApiError } from '#sandbox/api/wire/errors.ts';
import type { XmlObject } from '#sandbox/api/wire/xml.ts';
import { filtered, page } from './describe.ts';
import { type Image, imagesOf } from './image-catalogue.ts';

const render = (image: Image): XmlObject => ({
  imageId: image.id,
  imageLocation: `${image.owner}/${image.name}`,
  imageState: 'available',
  imageOwnerId: image.owner,
  creationDate: image.createdAt,
  isPublic: true,
  architecture: image.architecture,
  imageType: 'machine',
  name: image.name,
  description: image.description,
  rootDeviceType: 'ebs',
  rootDeviceName: image.rootDevice,
  virtualizationType: 'hvm',
  hypervisor: 'xen',
  enaSupport: true,
  platformDetails: 'Linux/UNIX',
  bootMode: image.architecture === 'arm64' ? 'uefi' : 'uefi-preferred',
  imdsSupport: 'v2.0',
  blockDeviceMapping: [
    {
      deviceName: image.rootDevice,
      ebs: {
        volumeSize: image.sizeGiB,
        volumeType: 'gp3',
        deleteOnTermination: true,
        encrypted: false,
        snapshotId: image.id.replace('ami', 'snap'),
      },
    },
  ],
  tagSet: [],
});

/** @throws ApiError InvalidAMIID.NotFound */
export function needImage(call: QueryCall, id: string): Image {
  const image = imagesOf(call.regionName).find((one) => one.id === id);
  if (image !== undefined) return image;
  if (!/^ami-[0-9a-f]{8,17}$/.test(id))
    throw new ApiError('InvalidAMIID.Malformed', `Invalid id: "${id}" (expecting "ami-...")`);
  throw new ApiError('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`);
}

export const imageActions: Actions<QueryAction> = {
  DescribeImages: reads((call) => {
    const ids = call.params.texts('ImageId');
    const owners = call.params.texts('Owner');
    const named = ids.length === 0 ? imagesOf(call.regionName) : ids.map((id) => needImage(call, id));
    const owned = named.filter((image) => owners.length === 0 || owners.includes(image.owner));
    const rows = filtered(call, owned, {
      name: (image) => [image.name],
      'image-id': (image) => [image.id],
      'owner-id': (image) => [image.owner],
      'owner-alias': () => [],
      architecture: (image) => [image.architecture],
      state: () => ['available'],
      'is-public': () => ['true'],
      'image-type': () => ['machine'],
      'root-device-type': () => ['ebs'],
      'root-device-name': (image) => [image.rootDevice],
      'virtualization-type': () => ['hvm'],
      hypervisor: () => ['xen'],
      'ena-support': () => ['true'],
      description: (image) => [image.description],
      'creation-date': (image) => [image.createdAt],
    });
    const shown = page(call, rows);
    return { imagesSet: shown.rows.map(render), nextToken: shown.nextToken };
  }),
};

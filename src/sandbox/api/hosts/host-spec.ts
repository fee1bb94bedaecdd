/** What the backend is told about an instance. */
import { imagesOf } from '#sandbox/api/ec2/image-catalogue.ts';
import { interfacesOf } from '#sandbox/api/ec2/instance-view.ts';
import type { Instance } from '#sandbox/api/store/compute-model.ts';
import type { World } from '#sandbox/api/store/world.ts';
import type { HostSpec } from '#sandbox/hosts/backend.ts';

/** @throws Error when the instance cannot be booted: no interface, or an image that nothing here runs */
export function hostSpec(world: World, regionName: string, instance: Instance): HostSpec {
  const region = world.region(regionName);
  const image = imagesOf(regionName).find((one) => one.id === instance.imageId);
  const primary = region === undefined ? undefined : interfacesOf(instance, { region })[0];
  if (primary === undefined) throw new Error(`${instance.id} has no network interface`);
  if (image?.distribution === undefined) throw new Error(`${instance.imageId} is not an image the sandbox can boot`);
  const key = region?.keyPairs.all().find((one) => one.name === instance.keyName);
  return {
    instanceId: instance.id,
    region: regionName,
    zone: instance.zone,
    accountId: world.accountId,
    imageId: image.id,
    image: image.distribution,
    instanceType: instance.type,
    user: image.user,
    ...(key === undefined ? {} : { publicKey: key.publicKey }),
    ...(instance.userData === undefined ? {} : { userData: Buffer.from(instance.userData, 'base64').toString() }),
    interfaceId: primary.id,
  };
}

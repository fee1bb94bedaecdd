/** Which image a concentrator boots from. */
import { officialImage } from '#linux/distributions.ts';
import type { DesiredConcentrator } from '#mesh/desired-mesh.ts';
import type { RegionCloud } from '#ports/cloud.ts';
import type { ImageChoice } from '#ports/images.ts';

/** The distribution's latest official image for the instance type's architecture. @throws CloudError if there is none */
export async function latestImageFor(
  region: RegionCloud,
  { image, instanceType }: Pick<DesiredConcentrator, 'image' | 'instanceType'>,
): Promise<ImageChoice> {
  const { owner, namePattern } = officialImage(image);
  const architecture = await region.architectureOf(instanceType);
  return region.latestImage({
    owner,
    namePattern: namePattern[architecture === 'arm64' ? 'arm64' : 'x86_64'],
    architecture,
  });
}

/** Distributions that a spec may name; what each is made of is src/linux/distributions.ts. */

/** Those that concentrators are built of today. */
export const supportedImages = ['debian-12'] as const;
export type SupportedImage = (typeof supportedImages)[number];

/** All names that a spec takes: the others are refused as not yet supported. */
export const imageNames = [
  ...supportedImages,
  'debian-13',
  'ubuntu-22.04',
  'ubuntu-24.04',
  'almalinux-9',
  'rocky-9',
  'centos-stream-9',
] as const;
export type ImageName = (typeof imageNames)[number];

export const isSupportedImage = (image: string): image is SupportedImage =>
  supportedImages.some((name) => name === image);

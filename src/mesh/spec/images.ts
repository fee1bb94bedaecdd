/** Distributions that a spec can name; their profiles are in src/linux/distributions.ts. */

/** Supported distributions. */
export const supportedImages = ['debian-12'] as const;
export type SupportedImage = (typeof supportedImages)[number];

/** All names that the schema accepts; unsupported ones are rejected as not yet supported. */
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

/** Machine images, as a launch needs them. */

/** The disk that an image boots from. */
export interface RootDisk {
  /** Its name, as the image has it: `/dev/xvda`, `/dev/sda1`. */
  readonly device: string;
  /** Of its snapshot; a volume of it may be larger, and not smaller. */
  readonly sizeGiB: number;
}

export interface ImageChoice {
  readonly id: string;
  readonly name: string;
  readonly root: RootDisk;
}

/** What a Debian package brings to a simulated host. */

export interface PackageUnit {
  readonly name: string;
  readonly text: string;
  /** Started and enabled by the installation, as Debian's maintainer scripts do it. */
  readonly enabled: boolean;
}

export interface PackageContent {
  /** What the security archive has. */
  readonly version: string;
  /** What the release itself still has beside it. */
  readonly older?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly units?: readonly PackageUnit[];
  /** Commands that are not there without it. */
  readonly commands?: readonly string[];
  /** Installed along. */
  readonly depends?: readonly string[];
  /** Removed by its installation. */
  readonly conflicts?: readonly string[];
}

/** The text of a service unit as Debian ships it. */
export const service = (
  description: string,
  start: string,
  more: readonly string[] = [],
  wantedBy = 'multi-user.target',
): string =>
  [
    '[Unit]',
    `Description=${description}`,
    '',
    '[Service]',
    `ExecStart=${start}`,
    ...more,
    '',
    '[Install]',
    `WantedBy=${wantedBy}`,
    '',
  ].join('\n');

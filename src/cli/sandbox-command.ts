/** The flags of `vpnmesh sandbox`. */
export interface SandboxFlags {
  readonly hosts?: string;
  readonly install?: true;
  readonly landscape?: string;
  readonly keep?: true;
  readonly list?: true;
  readonly tell?: true;
  readonly repair?: true;
  readonly json?: true;
}

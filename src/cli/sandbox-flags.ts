/** The flags of `vpnmesh sandbox`. */
export interface SandboxFlags {
  readonly hosts?: string;
  readonly install?: true;
  readonly landscape?: string;
  readonly keep?: true;
  readonly list?: true;
  readonly tell?: true;
  readonly repair?: true;
  /** The earlier name of `repair`. */
  readonly mend?: true;
  readonly json?: true;
}

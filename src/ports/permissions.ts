/** What is asked of AWS beforehand: may these calls be made? */
import type { Tags } from '#mesh/names.ts';
import type { ImageChoice } from './images.ts';

/** Real resources to ask about: EC2 looks at them before it says whether a call is allowed. */
export interface DryRunInput {
  readonly mesh: string;
  readonly vpcId: string;
  readonly subnetId: string;
  /** A table of the mesh's, and an Internet gateway that its VPC leads to already: a route without a target is no question. */
  readonly route: { readonly tableId: string; readonly gatewayId: string } | undefined;
  /** One of the concentrator's own security groups, never somebody else's; undefined while it has none. */
  readonly groupId: string | undefined;
  /** The mesh's instance profile, once it is there: launching with it takes iam:PassRole. */
  readonly profileName: string | undefined;
  /** Undefined when nothing is to be launched. */
  readonly image: Promise<ImageChoice | undefined>;
  readonly instanceType: string;
}

/** Actions that are tried, where what they name is there; of all others IAM's simulator is asked. */
export const triedActions: ReadonlySet<string> = new Set([
  'ec2:AllocateAddress',
  'ec2:AuthorizeSecurityGroupIngress',
  'ec2:CreateNetworkInterface',
  'ec2:CreateRoute',
  'ec2:CreateSecurityGroup',
  'ec2:ImportKeyPair',
  'ec2:RevokeSecurityGroupIngress',
  'ec2:RunInstances',
]);

export interface DryRunOutcome {
  /** What AWS refuses: of a call that makes something it may be the tags that come with it. */
  readonly denied: readonly string[];
  /** Those of them that a service control policy of the organisation denies; absent where none is. */
  readonly byOrganization?: readonly string[];
  /** Actions that the endpoint carried out in spite of DryRun; `left`, with the reason, is what could not be taken back. */
  readonly carriedOut: readonly { readonly action: string; readonly left?: string }[];
  /** False where nothing was asked, because this endpoint has carried out a trial before. */
  readonly tried: boolean;
}

/** May these actions be done on this resource? */
export interface PermissionQuestion {
  /** ARNs: the forms under which AWS may judge one resource. Allowed under one of them is allowed. */
  readonly resources: readonly string[];
  /** By action, those that AWS judges it by, each for itself: allowed is what is allowed on all of them. */
  readonly each?: Readonly<Record<string, readonly string[]>>;
  readonly actions: readonly string[];
  /** Where the calls will be made. */
  readonly region: string;
  /** What the calls will tag with, and what the resource will carry. */
  readonly tags: Tags;
  /** The service that a role is passed to, as in `ec2.amazonaws.com`. */
  readonly passedTo?: string;
  /** The call that brings these tags, as in `AuthorizeSecurityGroupIngress`: of `ec2:CreateTags` within it. */
  readonly createAction?: string;
}

/** What policies say beforehand. */
export interface Simulated {
  /** Actions. */
  readonly denied: readonly string[];
  /** Those of them that a service control policy of the organisation denies; absent where none is. */
  readonly byOrganization?: readonly string[];
  /** Actions that hang on what nobody here can know, with the condition keys: `aws:MultiFactorAuthPresent`; none where nothing was said. */
  readonly unsure: readonly { readonly action: string; readonly missing: readonly string[] }[];
}

/** What is to be done where a service control policy denies: no policy of the identity helps. */
export const organizationDenies = (action: string): string =>
  `a service control policy denies ${action}: ask whoever manages the organisation for an exception, or use another account`;

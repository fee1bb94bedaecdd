/** The Cloud port: what the product needs from AWS. One adapter calls the real API, or anything compatible. */
import type { Fact } from '#mesh/fact.ts';
import type { Tags } from '#mesh/names.ts';
import type {
  IamObservation,
  IngressRule,
  ObservedGroup,
  ObservedInstance,
  RegionObservation,
  TaggedRule,
} from '#mesh/observed/observation.ts';
import type { RegionFacts, RoleFacts } from '#mesh/observed/region-facts.ts';
import type { RegionSurvey } from '#mesh/observed/survey.ts';
import type { Quotas } from '#mesh/plan/quotas.ts';
import type { VcpuQuota } from '#mesh/plan/vcpus.ts';
import type { ImageChoice, RootDisk } from './images.ts';
import type { DryRunInput, DryRunOutcome, PermissionQuestion, Simulated } from './permissions.ts';
import type { RemedyCloud } from './remedy-cloud.ts';

export interface CallerIdentity {
  readonly account: string;
  readonly arn: string;
  readonly partition: string;
}

export interface Cloud {
  identity(): Promise<CallerIdentity>;
  /** Names of the regions that are enabled for the account, sorted. */
  enabledRegions(): Promise<readonly string[]>;
  region(name: string): RegionCloud;
  readonly iam: IamCloud;
  /** Ends idle connections, so that the process may exit at once. */
  close(): void;
}

export interface ObserveQuery {
  readonly mesh: string;
  /** Ids or Name tags of the members' VPCs in this region. */
  readonly vpcs: readonly string[];
  readonly logGroup: string;
  /** Types of the instances that the spec wants here: which zones offer them is asked while one has yet to be launched. */
  readonly instanceTypes?: readonly string[];
  /** Whether to list the mesh's volumes, whose tags a plan compares. */
  readonly volumes?: boolean;
}

/**
 * A client token of at most 64 ASCII characters, from the number of the attempt: the same token never makes a second
 * resource. A token whose resource is gone since, or was asked for otherwise, is spent; the next attempt's is taken then.
 */
export type AttemptToken = (attempt: number) => string;

export interface NewInstance {
  readonly imageId: string;
  readonly root: RootDisk;
  readonly instanceType: string;
  readonly interfaceId: string;
  readonly keyName: string;
  readonly profileName: string;
  readonly token: AttemptToken;
  readonly tags: Tags;
  readonly volumeTags: Tags;
}

/** Of CloudWatch Logs. */
export interface LogEvent {
  readonly message: string;
  /** When AWS took it in, RFC 3339. */
  readonly ingested: string;
}

export interface NewLogEvent {
  readonly at: Date;
  /** At most 1 MB. */
  readonly message: string;
}

export interface NewRule {
  readonly rule: IngressRule;
  readonly description: string;
}

/** Every call retries through AWS's eventual consistency; each throws CloudError. */
export interface RegionCloud {
  observe(query: ObserveQuery): Promise<RegionObservation>;
  /** Its VPCs, for whoever chooses members. */
  survey(): Promise<RegionSurvey>;
  /** For the audit: every call a fact of its own. @throws CloudError `credentials` only */
  inspect(query: ObserveQuery): Promise<RegionFacts>;
  /** The mesh's own groups, as they are now: one call, which also finds what a spec no longer names. */
  ownGroups(mesh: string): Promise<readonly ObservedGroup[]>;
  /** Live values where they may be read; undefined where they may not. */
  quotas(): Promise<Quotas>;
  addressesInUse(): Promise<number>;
  /** The key with which volumes are encrypted that name none: an id, an alias or an ARN; undefined where it may not be read. */
  ebsKey(): Promise<string | undefined>;
  /** vCPUs of the standard families; undefined where they may not be read. */
  vcpus(instanceTypes: readonly string[]): Promise<VcpuQuota | undefined>;
  /** Asks with DryRun which of these actions are denied, those of EC2 that it knows to ask about; takes back what is done all the same. */
  tryActions(actions: readonly string[], input: DryRunInput): Promise<DryRunOutcome>;

  /** @throws CloudError `exists` when the name is taken in the VPC */
  createGroup(input: {
    readonly name: string;
    readonly vpcId: string;
    readonly description: string;
    readonly tags: Tags;
  }): Promise<string>;
  /** Of a name that is taken: waits until the group is found. */
  findGroup(input: {
    readonly name: string;
    readonly vpcId: string;
  }): Promise<{ readonly id: string; readonly tags: Tags }>;
  /** All ingress rules of one group that have an IPv4 source, with their tags' owner. */
  groupRules(groupId: string): Promise<readonly TaggedRule[]>;
  /** A rule that is there already counts as added. */
  addRules(groupId: string, rules: readonly NewRule[], tags: Tags): Promise<void>;
  /** A rule that is gone already counts as revoked. */
  revokeRules(groupId: string, ruleIds: readonly string[]): Promise<void>;
  deleteGroup(groupId: string): Promise<void>;

  /** Looks for one with these tags that is on no interface first, since allocation has no client token. */
  allocateAddress(tags: Tags): Promise<{ readonly allocationId: string; readonly ip: string }>;
  associateAddress(allocationId: string, interfaceId: string): Promise<void>;
  /** Takes it off its interface first; gone already counts as released. */
  releaseAddress(allocationId: string): Promise<void>;

  createInterface(input: {
    readonly subnetId: string;
    readonly groupIds: readonly string[];
    readonly token: AttemptToken;
    readonly description: string;
    readonly tags: Tags;
  }): Promise<{ readonly id: string; readonly privateIp: string }>;
  disableSourceDestCheck(interfaceId: string): Promise<void>;
  setInterfaceGroups(interfaceId: string, groupIds: readonly string[]): Promise<void>;
  deleteInterface(interfaceId: string): Promise<void>;

  latestImage(input: {
    readonly owner: string;
    readonly namePattern: string;
    readonly architecture: string;
  }): Promise<ImageChoice>;
  /** `x86_64` or `arm64`, after the instance type. */
  architectureOf(instanceType: string): Promise<string>;
  /** Waits until the interface is free and the instance runs. */
  runInstance(input: NewInstance): Promise<ObservedInstance>;
  startInstance(instanceId: string): Promise<void>;
  /** Takes the protection off, terminates, waits until it is terminated. */
  terminateInstance(instanceId: string): Promise<void>;
  /** What the console printed, empty while it printed nothing. */
  consoleOutput(instanceId: string): Promise<string>;
  tag(resourceIds: readonly string[], tags: Tags): Promise<void>;
  /** One resource; that it is gone counts as done. */
  tagIfThere(resourceId: string, tags: Tags): Promise<void>;
  /** Takes tags away; a resource that is gone counts as done. */
  untag(resourceIds: readonly string[], keys: readonly string[]): Promise<void>;

  /** @throws CloudError `exists` when a key pair of that name is not tagged as these tags say */
  importKey(input: { readonly name: string; readonly publicKey: string; readonly tags: Tags }): Promise<void>;
  deleteKey(name: string): Promise<void>;

  /** One that leads to the interface already counts as made. @throws CloudError `exists` when it leads elsewhere */
  createRoute(input: RouteInput): Promise<void>;
  replaceRoute(input: RouteInput): Promise<void>;
  deleteRoute(tableId: string, destination: string): Promise<void>;

  createLogGroup(name: string, tags: Tags): Promise<void>;
  tagLogGroup(name: string, tags: Tags): Promise<void>;
  setRetention(name: string, days: number): Promise<void>;
  /** The newest events of a stream, oldest first; none when there is no such stream. A page of AWS's is at most 1 MB. */
  lastEvents(logGroup: string, stream: string, most: number): Promise<readonly LogEvent[]>;
  /**
   * Appends events, in order of time, to a stream that is made when it is not there.
   * @throws CloudError `not-found` without the group; `other` also when AWS takes some and leaves some out
   */
  putEvents(logGroup: string, stream: string, events: readonly NewLogEvent[]): Promise<void>;
  deleteLogGroup(name: string): Promise<void>;

  readonly remedies: RemedyCloud;
}

export interface RouteInput {
  readonly tableId: string;
  readonly destination: string;
  readonly interfaceId: string;
}

export interface IamCloud {
  /**
   * What the policies of the caller say of the actions; undefined where that may not be asked.
   * @param caller ARN of a user, a role or a role's session
   */
  simulate(caller: string, questions: readonly PermissionQuestion[]): Promise<Simulated | undefined>;
  observe(input: { readonly name: string; readonly policyName: string }): Promise<IamObservation>;
  /** For the audit. @throws CloudError `credentials` only */
  inspect(input: { readonly name: string; readonly policyName: string }): Promise<Fact<RoleFacts | null>>;
  /** Makes the role for EC2 with one inline policy; what is there already is completed. */
  createRole(input: {
    readonly name: string;
    readonly policyName: string;
    readonly policy: string;
    /** Whose it is; one that is there with other tags is somebody else's. */
    readonly tags: Tags;
    /** Further tags for one that is made now. */
    readonly record: Tags;
  }): Promise<void>;
  tagRole(name: string, tags: Tags): Promise<void>;
  tagProfile(name: string, tags: Tags): Promise<void>;
  untagRole(name: string, keys: readonly string[]): Promise<void>;
  createProfile(input: { readonly name: string; readonly roleName: string; readonly tags: Tags }): Promise<void>;
  deleteProfile(input: { readonly name: string; readonly roleName: string }): Promise<void>;
  deleteRole(input: { readonly name: string; readonly policyName: string }): Promise<void>;
}

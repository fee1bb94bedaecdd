/** What of the emulated AWS can be turned: how long things take, and how many there may be. */
import * as z from 'zod';
import { isPolicy } from '#sandbox/api/access/policy-document.ts';

const milliseconds = z.int().min(0);

const count = z.int().min(0);
const quotas = z.strictObject({
  rulesPerGroup: count.default(60),
  groupsPerInterface: count.default(5),
  addresses: count.default(5),
  routesPerTable: count.default(50),
  vpcs: count.default(5),
  groups: count.default(2_500),
  vcpus: count.default(64),
});

const names = z.array(z.string());
const ebsKey = z.strictObject({
  id: z.string(),
  /** Whether volumes are encrypted that nobody asked to be. */
  byDefault: z.boolean(),
  usable: z.boolean(),
});
/** Documents, not their text. */
const controlPolicies = z.array(
  z.array(z.record(z.string(), z.json()).refine(isPolicy, { error: 'no policy that the sandbox understands' })),
);
const byZone = z.record(z.string(), names);

export const settingsSchema = z.strictObject({
  /** How long a new resource is not found yet. */
  consistencyMs: milliseconds.default(300),
  /** How long EC2 does not know a new instance profile. */
  profileDelayMs: milliseconds.default(1_000),
  /** How long after a boot the console output shows up; AWS takes minutes. */
  consoleDelayMs: milliseconds.default(1_000),
  /** How long after a boot the status checks are still initializing. */
  statusDelayMs: milliseconds.default(3_000),
  /** Least time of pending, stopping and shutting-down. */
  transitionMs: milliseconds.default(500),
  /** How long a terminated instance is still listed. */
  terminatedMs: milliseconds.default(3_600_000),
  /** Largest page, whatever MaxResults asks for. */
  maxPage: z.int().min(1).default(1_000),
  /** 1: users may do everything that no policy of theirs denies. 0: what their policies allow, as in any account. */
  administrators: z.int().min(0).max(1).default(1),
  quotas: quotas.prefault({}),
  /** Instance types that a zone does not offer, by zone. */
  missingTypes: byZone.default({}),
  /** Zones besides the three of each region that are no availability zones: `us-east-1-bos-1a`, `us-east-1-wl1-bos-wlz-1`. */
  localZones: names.default([]),
  /** The key with which EBS encrypts where no other is named, by region; AWS's own where none is set. */
  ebsKeys: z.record(z.string(), ebsKey).default({}),
  /** VPC Block Public Access, by region; off where none is set. */
  blockPublicAccess: z.record(z.string(), z.enum(['block-bidirectional', 'block-ingress'])).default({}),
  /** VPCs and subnets that it leaves alone, by id. */
  publicAccessExclusions: z.record(z.string(), z.enum(['allow-bidirectional', 'allow-egress'])).default({}),
  /** Service control policies of the account's organisation, by level from its root down to the account; none where it is in none. */
  serviceControlPolicies: controlPolicies.default([]),
  /** What was seeded besides VPCs of our own making; empty for nothing. */
  landscape: z.string().default(''),
});

export type Settings = Readonly<z.output<typeof settingsSchema>>;

/** What POST /_sandbox/settings takes: only what is to be changed. */
export const settingsPatchSchema = z.strictObject({
  ...Object.fromEntries(
    Object.keys(settingsSchema.shape)
      .filter(
        (name) =>
          ![
            'quotas',
            'missingTypes',
            'localZones',
            'ebsKeys',
            'blockPublicAccess',
            'publicAccessExclusions',
            'serviceControlPolicies',
            'landscape',
          ].includes(name),
      )
      .map((name) => [name, count.optional()]),
  ),
  quotas: z.partialRecord(quotas.keyof(), count).optional(),
  missingTypes: byZone.optional(),
  localZones: names.optional(),
  ebsKeys: settingsSchema.shape.ebsKeys.unwrap().optional(),
  blockPublicAccess: settingsSchema.shape.blockPublicAccess.unwrap().optional(),
  publicAccessExclusions: settingsSchema.shape.publicAccessExclusions.unwrap().optional(),
  serviceControlPolicies: controlPolicies.optional(),
});

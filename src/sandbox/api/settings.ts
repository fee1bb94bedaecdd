/** What of the pretend AWS can be turned: how long things take, and how many there may be. */
import * as z from 'zod';

const milliseconds = z.int().min(0);

const count = z.int().min(0);
const quotas = z.strictObject({
  rulesPerGroup: count.default(60),
  groupsPerInterface: count.default(5),
  addresses: count.default(5),
  routesPerTable: count.default(50),
  vpcs: count.default(5),
  groups: count.default(2_500),
});

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
});

export type Settings = Readonly<z.output<typeof settingsSchema>>;

/** What POST /_sandbox/settings takes: only what is to be changed. */
export const settingsPatchSchema = z.strictObject({
  ...Object.fromEntries(
    Object.keys(settingsSchema.shape)
      .filter((name) => name !== 'quotas')
      .map((name) => [name, count.optional()]),
  ),
  quotas: z.partialRecord(quotas.keyof(), count).optional(),
});

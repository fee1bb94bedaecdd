/** What a request is judged by: one question for each action and resource that it touches, and all must be allowed. */
import type { Region } from '#sandbox/api/store/region.ts';
import type { World } from '#sandbox/api/store/world.ts';
import type { Context } from './conditions.ts';

/** A request, for the questions that IAM is asked about it. */
export interface Asked<Input> {
  /** Without its service: `RunInstances`. */
  readonly action: string;
  readonly input: Input;
  readonly regionName: string;
  readonly region: Region;
  readonly world: World;
}

export interface Question {
  /** As in policies: `ec2:RunInstances`. */
  readonly action: string;
  readonly resource: string;
  /** Values of condition keys that only this resource has. */
  readonly context: Context;
}

/** Tags of a resource that is there, as conditions know them. */
export const resourceTags = (tags: Readonly<Record<string, string>>): Context =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));

/** Tags that a request would set, as conditions know them: of a request without tags the keys are not there. */
export function requestTags(tags: Readonly<Record<string, string>>): Context {
  const named = Object.entries(tags);
  if (named.length === 0) return {};
  return {
    'aws:TagKeys': named.map(([key]) => key),
    ...Object.fromEntries(named.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
  };
}

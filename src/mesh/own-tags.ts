/** Tags of the operator's own, beside those of vpnmesh: what AWS takes, and what vpnmesh needs for itself. */
import type { Tags } from './names.ts';
import { plainly } from './quote.ts';

/**
 * AWS takes 50 tags a resource (EC2 User Guide, "Tag restrictions"; IAM has the same quota). An instance carries eight of
 * vpnmesh's, the role three and one for each region that the mesh is or was in.
 */
const most = 25;

/** What EC2, IAM and CloudWatch Logs all take (IAM API Reference, Tag). */
const characters = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** What is wrong, and how to fix it behind a colon; undefined where nothing is. */
export function tagsFault(tags: Tags): string | undefined {
  const keys = Object.keys(tags);
  if (keys.length > most)
    return `${keys.length} tags are too many: give at most ${most}, for AWS takes 50 a resource and vpnmesh needs some itself`;
  for (const [key, value] of Object.entries(tags)) {
    const fault = keyFault(key) ?? valueFault(key, value);
    if (fault !== undefined) return fault;
  }
  const twice = keys.find((key, at) => keys.slice(0, at).some((other) => other.toLowerCase() === key.toLowerCase()));
  // IAM's keys differ by more than their case.
  return twice === undefined
    ? undefined
    : `${plainly(twice)} stands there twice, but for capitals: IAM takes one of them`;
}

function keyFault(key: string): string | undefined {
  const name = plainly(key);
  if (key === '' || key.length > 128) return `a tag's key has ${key.length} characters: give it 1 to 128`;
  if (/^aws:/i.test(key)) return `${name} begins with aws, which AWS keeps for itself: choose another key`;
  if (/^vpnmesh:/i.test(key) || key === 'Name')
    return `${name} is a tag of vpnmesh's own, by which it finds what it made: choose another key`;
  return characters.test(key) ? undefined : `${name} has characters that AWS does not take in keys: ${allowed}`;
}

function valueFault(key: string, value: string): string | undefined {
  const name = plainly(key);
  if (value.length > 256) return `the value of ${name} has ${value.length} characters: give it at most 256`;
  return characters.test(value) ? undefined : `the value of ${name} has characters that AWS does not take: ${allowed}`;
}

const allowed = 'use letters, digits, spaces and _ . : / = + - @';

/** What is not there as it should be. */
export function missingOwn(own: Tags, there: Tags): Tags {
  return Object.fromEntries(Object.entries(own).filter(([key, value]) => there[key] !== value));
}

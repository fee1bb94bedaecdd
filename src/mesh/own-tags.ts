/** The operator's own tags: what AWS accepts, and what vpnmesh reserves. */
import type { Tags } from './names.ts';
import { plainly } from './quote.ts';

/**
 * AWS allows 50 tags per resource (EC2 User Guide, "Tag restrictions"; IAM has the same quota). An instance carries
 * eight of vpnmesh's, the role three and one per region that the mesh is or was in.
 */
const most = 25;

/** The characters that EC2, IAM and CloudWatch Logs all accept (IAM API Reference, Tag). */
const characters = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** `fault: hint`; undefined if the tags are valid. */
export function tagsFault(tags: Tags): string | undefined {
  const keys = Object.keys(tags);
  if (keys.length > most)
    return `${keys.length} tags are too many: use at most ${most}; AWS allows 50 per resource and vpnmesh needs some of them`;
  for (const [key, value] of Object.entries(tags)) {
    const fault = keyFault(key) ?? valueFault(key, value);
    if (fault !== undefined) return fault;
  }
  const twice = keys.find((key, at) => keys.slice(0, at).some((other) => other.toLowerCase() === key.toLowerCase()));
  // IAM's keys differ by more than their case.
  return twice === undefined
    ? undefined
    : `two keys differ from ${plainly(twice)} only in case: keep one, IAM treats them as the same`;
}

function keyFault(key: string): string | undefined {
  const name = plainly(key);
  if (key === '' || key.length > 128) return `a tag's key has ${key.length} characters: use 1 to 128`;
  if (/^aws:/i.test(key)) return `${name} begins with aws:, which AWS reserves: choose another key`;
  if (/^vpnmesh:/i.test(key) || key === 'Name') return `${name} is reserved by vpnmesh: choose another key`;
  return characters.test(key) ? undefined : `${name} has characters that AWS does not allow in keys: ${allowed}`;
}

function valueFault(key: string, value: string): string | undefined {
  const name = plainly(key);
  if (value.length > 256) return `the value of ${name} has ${value.length} characters: use at most 256`;
  return characters.test(value) ? undefined : `the value of ${name} has characters that AWS does not allow: ${allowed}`;
}

const allowed = 'use letters, digits, spaces and _ . : / = + - @';

/** What is not there as it should be. */
export function missingOwn(own: Tags, there: Tags): Tags {
  return Object.fromEntries(Object.entries(own).filter(([key, value]) => there[key] !== value));
}

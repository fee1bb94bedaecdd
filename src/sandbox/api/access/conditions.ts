/**
 * Conditions of policy statements (IAM User Guide, "IAM JSON policy elements: Condition operators"). An operator that is not
 * here is refused when the policy is stored, because taking no notice of it would allow too much.
 */
import ipaddr from 'ipaddr.js';

/** Values of condition keys as a request has them: `aws:ResourceTag/team`. A key that it has not is not there. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

/** True when the text matches a pattern with `*` and `?`. */
export function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}

type Compare = (value: string, wanted: string) => boolean;

const number =
  (compare: (a: number, b: number) => boolean): Compare =>
  (value, wanted) =>
    compare(Number(value), Number(wanted));

function inRange(address: string, cidr: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  const range = ipaddr.parseCIDR(cidr.includes('/') ? cidr : `${cidr}/${parsed.kind() === 'ipv4' ? 32 : 128}`);
  return parsed.kind() === range[0].kind() && parsed.match(range);
}

/** ARNs match part by part: no wildcard reaches over a colon but in the last. */
function arnMatches(arn: string, pattern: string): boolean {
  const parts = (text: string): readonly string[] => {
    const all = text.split(':');
    return [...all.slice(0, 5), all.slice(5).join(':')];
  };
  const wanted = parts(pattern);
  const given = parts(arn);
  return given.length === 6 && given.every((part, index) => matches(wanted[index] ?? '', part));
}

const same: Compare = (value, wanted) => value === wanted;
const positive: Readonly<Record<string, Compare>> = {
  StringEquals: same,
  StringEqualsIgnoreCase: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
  StringLike: (value, wanted) => matches(wanted, value),
  ArnEquals: arnMatches,
  ArnLike: arnMatches,
  Bool: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
  IpAddress: inRange,
  NumericEquals: number((a, b) => a === b),
  NumericLessThan: number((a, b) => a < b),
  NumericLessThanEquals: number((a, b) => a <= b),
  NumericGreaterThan: number((a, b) => a > b),
  NumericGreaterThanEquals: number((a, b) => a >= b),
};
/** Each is true where the other is not, for one value at least and also where there is none. */
const negative: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NotIpAddress: 'IpAddress',
  NumericNotEquals: 'NumericEquals',
};

interface Operator {
  readonly over: 'one' | 'any' | 'all';
  readonly ifExists: boolean;
  readonly name: string;
}

function operatorOf(text: string): Operator {
  const over = text.startsWith('ForAnyValue:') ? 'any' : text.startsWith('ForAllValues:') ? 'all' : 'one';
  const bare = text.slice(text.indexOf(':') + 1);
  const ifExists = bare.endsWith('IfExists');
  return { over, ifExists, name: ifExists ? bare.slice(0, -'IfExists'.length) : bare };
}

export function isOperator(text: string): boolean {
  const { name, ifExists, over } = operatorOf(text);
  return name === 'Null' ? !ifExists && over === 'one' : name in positive || name in negative;
}

function holdsFor(operator: Operator, values: readonly string[] | undefined, wanted: readonly string[]): boolean {
  const { name, over, ifExists } = operator;
  if (name === 'Null') return wanted.some((one) => (one.toLowerCase() === 'true') === (values === undefined));
  const isNegative = name in negative;
  const compare = positive[negative[name] ?? name] ?? (() => false);
  if (values === undefined || values.length === 0) return ifExists || over === 'all' || (isNegative && over === 'one');
  const fits = (value: string): boolean => wanted.some((one) => compare(value, one)) !== isNegative;
  return over === 'all' ? values.every(fits) : values.some(fits);
}

export interface Judged {
  readonly holds: boolean;
  /** Keys that are asked about and that the request has not. */
  readonly missing: readonly string[];
}

/** @param condition operators, their keys, and what each may be */
export function judge(
  condition: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> | undefined,
  context: Context,
): Judged {
  // Names of keys match without regard to case (IAM User Guide, "Condition").
  const values = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), [value].flat()]));
  const asked = Object.entries(condition ?? {}).flatMap(([text, keys]) =>
    Object.entries(keys).map(([key, wanted]) => ({ operator: operatorOf(text), key, wanted })),
  );
  return {
    holds: asked.every(({ operator, key, wanted }) => holdsFor(operator, values.get(key.toLowerCase()), wanted)),
    missing: [...new Set(asked.map(({ key }) => key).filter((key) => !values.has(key.toLowerCase())))],
  };
}

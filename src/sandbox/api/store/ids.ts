/** Identifiers in AWS's forms. */
import { randomBytes, randomUUID } from 'node:crypto';

/** `i-0123456789abcdef0`: the prefix and 17 hexadecimal digits. */
export const newId = (prefix: string): string => `${prefix}-0${randomBytes(8).toString('hex')}`;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const letters = (count: number): string =>
  [...randomBytes(count)].map((byte) => alphabet[byte % alphabet.length] ?? '').join('');

/** IAM's unique ids and access key ids: AIDA user, AROA role, AIPA profile, AKIA key, ASIA temporary key. */
export const newIamId = (prefix: 'AIDA' | 'AROA' | 'AIPA' | 'AKIA' | 'ASIA'): string =>
  `${prefix}${letters(prefix === 'AKIA' || prefix === 'ASIA' ? 16 : 17)}`;

export const newSecret = (): string => randomBytes(30).toString('base64');
export const newToken = (): string => randomBytes(160).toString('base64');
export const newRequestId = (): string => randomUUID();

/** A locally administered unicast MAC address. */
export const newMac = (): string => ['02', ...(randomBytes(5).toString('hex').match(/../g) ?? [])].join(':');

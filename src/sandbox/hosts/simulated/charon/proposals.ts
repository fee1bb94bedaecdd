/** Proposals as strongSwan 5.9.8 reads and matches them (keywords of proposal_keywords_static.txt, those that matter). */

export interface Proposal {
  /** `AES_GCM_16-256`, `AES_CBC-128`. */
  readonly encryption: readonly string[];
  readonly integrity: readonly string[];
  readonly prf: readonly string[];
  readonly groups: readonly string[];
}

type Kind = keyof Proposal;

const keywords: readonly (readonly [RegExp, Kind, (match: readonly string[]) => string])[] = [
  [/^aes(128|192|256)gcm(8|12|16)$/, 'encryption', ([, bits, icv]) => `AES_GCM_${icv}-${bits}`],
  [/^aes(128|192|256)ccm(8|12|16)$/, 'encryption', ([, bits, icv]) => `AES_CCM_${icv}-${bits}`],
  [/^chacha20poly1305$/, 'encryption', () => 'CHACHA20_POLY1305-256'],
  [/^aes(128|192|256)$/, 'encryption', ([, bits]) => `AES_CBC-${bits}`],
  [/^3des$/, 'encryption', () => '3DES_CBC'],
  [/^sha(?:2_)?(256|384|512)$/, 'integrity', ([, bits]) => `HMAC_SHA2_${bits}_${Number(bits) / 2}`],
  [/^sha1?$/, 'integrity', () => 'HMAC_SHA1_96'],
  [/^prfsha(256|384|512)$/, 'prf', ([, bits]) => `PRF_HMAC_SHA2_${bits}`],
  [/^prfsha1$/, 'prf', () => 'PRF_HMAC_SHA1'],
  [/^modp(768|1024|1536|2048|3072|4096|6144|8192)$/, 'groups', ([, bits]) => `MODP_${bits}`],
  [/^ecp(192|224|256|384|521)$/, 'groups', ([, bits]) => `ECP_${bits}`],
  [/^(?:x25519|curve25519)$/, 'groups', () => 'CURVE_25519'],
];

const isAead = (name: string): boolean => /GCM|CCM|CHACHA/.test(name);

const defaults = {
  ike: ['aes128-sha256-modp3072', 'aes128gcm16-prfsha256-ecp256'],
  esp: ['aes128gcm16', 'aes128-sha256'],
} as const;

/** undefined for what charon refuses: unknown words, AEAD mixed with classic ciphers, no key exchange for IKE. */
export function parseProposal(text: string, protocol: 'ike' | 'esp'): Proposal | undefined {
  const parts: Record<Kind, string[]> = { encryption: [], integrity: [], prf: [], groups: [] };
  for (const word of text.split('-')) {
    const found = keywords.find(([pattern]) => pattern.test(word));
    if (found === undefined) {
      if (word === 'noesn' || word === 'esn') continue;
      return undefined;
    }
    const [pattern, kind, name] = found;
    parts[kind].push(name(pattern.exec(word) ?? []));
  }
  const aead = parts.encryption.some(isAead);
  if (parts.encryption.length === 0 || (aead && !parts.encryption.every(isAead))) return undefined;
  if (aead && parts.integrity.length > 0 && protocol === 'esp') return undefined;
  if (!aead && parts.integrity.length === 0) return undefined;
  if (protocol === 'ike') {
    if (parts.groups.length === 0) return undefined;
    // Without a PRF the integrity algorithms' hashes serve.
    if (parts.prf.length === 0) parts.prf.push(...parts.integrity.map((name) => `PRF_${name.replace(/_\d+$/, '')}`));
    if (parts.prf.length === 0) return undefined;
    if (aead) parts.integrity.length = 0;
  } else parts.prf.length = 0;
  return parts;
}

/** A list as the file has it; undefined as soon as one of them is refused. */
export function parseProposals(text: string | undefined, protocol: 'ike' | 'esp'): readonly Proposal[] | undefined {
  const texts = (text ?? 'default')
    .split(',')
    .flatMap((each) => (each.trim() === 'default' ? defaults[protocol] : [each.trim()]));
  const all = texts.map((each) => parseProposal(each, protocol));
  return all.every((one) => one !== undefined) ? all : undefined;
}

/** The responder's choice: the first of its own that has something in common with an offer in every transform. */
export function select(
  own: readonly Proposal[],
  offered: readonly Proposal[],
  options: { readonly ignoreGroups?: boolean } = {},
): Proposal | undefined {
  for (const mine of own) {
    for (const theirs of offered) {
      const common = {
        encryption: mine.encryption.filter((name) => theirs.encryption.includes(name)).slice(0, 1),
        integrity: mine.integrity.filter((name) => theirs.integrity.includes(name)).slice(0, 1),
        prf: mine.prf.filter((name) => theirs.prf.includes(name)).slice(0, 1),
        groups: mine.groups.filter((name) => theirs.groups.includes(name)).slice(0, 1),
      };
      const fits = (kind: Kind): boolean =>
        common[kind].length > 0 || (mine[kind].length === 0 && theirs[kind].length === 0);
      if (!fits('encryption') || !fits('integrity') || !fits('prf')) continue;
      if (options.ignoreGroups) return { ...common, groups: [] };
      if (fits('groups')) return common;
    }
  }
  return undefined;
}

/** `AES_GCM_16_256/PRF_HMAC_SHA2_384/ECP_384`, as charon writes it. */
export const describeProposal = ({ encryption, integrity, prf, groups }: Proposal): string =>
  [...encryption.map((name) => name.replace('-', '_')), ...integrity, ...prf, ...groups].join('/');

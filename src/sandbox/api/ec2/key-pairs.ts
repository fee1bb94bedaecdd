/** Key pairs: imported public keys. */
import { createHash, createPublicKey } from 'node:crypto';
import ssh2 from 'ssh2';
import { type Actions, changes, type QueryAction, type QueryCall, reads } from '#sandbox/api/call.ts';
import type { KeyPair } from '#sandbox/api/store/compute-model.ts';
import { newId } from '#sandbox/api/store/ids.ts';
import { ApiError } from '#sandbox/api/wire/errors.ts';
import { describe } from './describe.ts';
import { tagSet, tagsOnCreate } from './tags.ts';

const formatError = (): ApiError => new ApiError('InvalidKey.Format', 'Key is not in valid OpenSSH public key format');

/**
 * Reads one OpenSSH line. Fingerprints as in the EC2 User Guide, "Verify the fingerprint
 * of your key pair": MD5 of the DER form for imported RSA keys, SHA-256 for Ed25519.
 */
function readPublicKey(line: string): Pick<KeyPair, 'type' | 'fingerprint' | 'publicKey'> {
  const [algorithm = '', blob = ''] = line.trim().split(/\s+/);
  const parsed = ssh2.utils.parseKey(`${algorithm} ${blob}`);
  if (parsed instanceof Error) throw formatError();
  const publicKey = line.trim();
  if (algorithm === 'ssh-ed25519') {
    const fingerprint = createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64');
    return { type: 'ed25519', fingerprint, publicKey };
  }
  if (algorithm !== 'ssh-rsa') throw formatError();
  const der = createPublicKey(parsed.getPublicPEM()).export({ type: 'spki', format: 'der' });
  const digest = createHash('md5').update(der).digest('hex');
  return { type: 'rsa', fingerprint: (digest.match(/../g) ?? []).join(':'), publicKey };
}

function importKey(call: QueryCall): KeyPair {
  const { region, params, now, world } = call;
  const name = params.need('KeyName');
  if (region.keyPairs.all().some((one) => one.name === name)) {
    throw new ApiError('InvalidKeyPair.Duplicate', `The keypair '${name}' already exists.`);
  }
  const line = Buffer.from(params.need('PublicKeyMaterial'), 'base64').toString();
  return region.keyPairs.put({
    id: newId('key'),
    tags: tagsOnCreate(params, 'keyPairs'),
    visibleAt: now + world.settings.consistencyMs,
    name,
    createdAt: new Date(now).toISOString(),
    ...readPublicKey(line),
  });
}

/** @throws ApiError InvalidKeyPair.NotFound */
export function needKeyPair({ region, now }: QueryCall, name: string): KeyPair {
  const found = region.keyPairs.all().find((one) => one.name === name && one.visibleAt <= now);
  if (found === undefined) throw new ApiError('InvalidKeyPair.NotFound', `The key pair '${name}' does not exist`);
  return found;
}

export const keyPairActions: Actions<QueryAction> = {
  ImportKeyPair: changes((call) => {
    const pair = importKey(call);
    return { keyName: pair.name, keyFingerprint: pair.fingerprint, keyPairId: pair.id, tagSet: tagSet(pair.tags) };
  }),
  DeleteKeyPair: changes(({ region, params }) => {
    const name = params.text('KeyName');
    const id = params.text('KeyPairId') ?? (name === undefined ? params.need('KeyName') : undefined);
    const found = region.keyPairs.all().find((one) => one.name === name || one.id === id);
    // Deleting a key pair that is not there succeeds, as AWS has it.
    if (found !== undefined) region.keyPairs.delete(found.id);
    return { return: true, keyPairId: found?.id };
  }),
  DescribeKeyPairs: reads((call) => {
    const names = call.params.texts('KeyName');
    for (const name of names) needKeyPair(call, name);
    const withKey = call.params.flag('IncludePublicKey') ?? false;
    return describe({
      kind: 'keyPairs',
      set: 'keySet',
      ids: 'KeyPairId',
      paged: false,
      keep: (pair) => names.length === 0 || names.includes(pair.name),
      filters: {
        'key-name': (pair) => [pair.name],
        'key-pair-id': (pair) => [pair.id],
        fingerprint: (pair) => [pair.fingerprint],
      },
      render: (pair) => ({
        keyPairId: pair.id,
        keyName: pair.name,
        keyType: pair.type,
        keyFingerprint: pair.fingerprint,
        createTime: pair.createdAt,
        publicKey: withKey ? pair.publicKey : undefined,
        tagSet: tagSet(pair.tags),
      }),
    })(call);
  }),
};

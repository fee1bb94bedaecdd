/** Key pairs. */
import { DeleteKeyPairCommand, DescribeKeyPairsCommand, ImportKeyPairCommand } from '@aws-sdk/client-ec2';
import { meshFilter, tags } from '../place.ts';
import { outcome, type Scenario } from '../scenario.ts';

const length = (bytes: number): Buffer => Buffer.from([0, 0, 0, bytes]);
const ed25519 = `ssh-ed25519 ${Buffer.concat([length(11), Buffer.from('ssh-ed25519'), length(32), Buffer.alloc(32, 7)]).toString('base64')} contract`;

export const keyPairs: Scenario = {
  name: 'a key pair',
  run: async ({ ec2 }, see) => {
    const bring = (text: string, KeyName = 'contract') =>
      ec2.send(
        new ImportKeyPairCommand({
          KeyName,
          PublicKeyMaterial: Buffer.from(text),
          TagSpecifications: tags('key-pair', 'keys'),
        }),
      );
    const made = await bring(ed25519);
    see('brought', [made.KeyName, made.Tags]);
    see('fingerprint', made.KeyFingerprint);
    see('brought again', await outcome(bring(ed25519)));
    see('no key at all', await outcome(bring('hello', 'other')));
    const found = await ec2.send(new DescribeKeyPairsCommand({ Filters: meshFilter('keys') }));
    see(
      'found by tag',
      found.KeyPairs?.map((one) => [one.KeyName, one.KeyType]),
    );
    const named = new DescribeKeyPairsCommand({ KeyNames: ['contract'] });
    see('found by name', (await ec2.send(named)).KeyPairs?.length);
    see('deleted', await outcome(ec2.send(new DeleteKeyPairCommand({ KeyName: 'contract' }))));
    see('deleted again', await outcome(ec2.send(new DeleteKeyPairCommand({ KeyName: 'contract' }))));
    see('asked for when gone', await outcome(ec2.send(named)));
  },
};

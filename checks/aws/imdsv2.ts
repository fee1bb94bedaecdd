import { fail, pass } from '#audit/check.ts';
import { byHand } from '#checks/remedy-texts.ts';
import { perConcentrator, regionOf } from '#checks/subjects.ts';
import { isMetadataSafe, requiredMetadata } from '#mesh/instance-metadata.ts';

export const imdsv2 = perConcentrator({
  id: 'aws.imdsv2',
  title: 'The metadata service wants tokens, and answers no further than one hop',
  severity: 'medium',
  why: 'A concentrator forwards packets of whole networks: without tokens, or with more hops, one of them may fetch the credentials of its role.',
  remedy: {
    ...byHand(
      '`aws ec2 modify-instance-metadata-options --http-tokens required --http-put-response-hop-limit 1 --instance-id …`.',
    ),
    risk: 'safe',
  },
  references: [
    { source: 'AWS Security Hub', id: 'EC2.8' },
    { source: 'CIS AWS Foundations v5', id: '5.7' },
  ],
  needs: (one, facts) => ({ settings: regionOf(facts, one).settings, standing: one.standing }),
  judge: ({ settings, standing }) => {
    const found = settings.find(({ id }) => id === standing.instance?.id);
    const { httpTokens, hopLimit } = requiredMetadata;
    const expected = { httpTokens, hopLimit };
    if (found === undefined) return fail('it has no instance', { expected, actual: { instance: null } });
    const actual = { httpTokens: found.httpTokens, hopLimit: found.hopLimit };
    const off = found.httpEndpoint === 'disabled';
    if (isMetadataSafe(found))
      return pass(off ? 'it is switched off' : 'tokens required, one hop', { expected, actual });
    return fail(`${found.id}: tokens ${found.httpTokens}, ${found.hopLimit} hops`, { expected, actual });
  },
  topics: ({ name }) => [`instance ${name}`],
});

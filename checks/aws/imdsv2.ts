import { fail, pass } from '#audit/check.ts';
import { byHand } from '#checks/remedy-texts.ts';
import { perConcentrator, regionOf } from '#checks/subjects.ts';
import { isMetadataSafe, requiredMetadata } from '#mesh/instance-metadata.ts';

export const imdsv2 = perConcentrator({
  id: 'aws.imdsv2',
  title: 'IMDSv2 required, hop limit 1',
  severity: 'medium',
  why: 'A concentrator forwards for whole networks: with IMDSv1, or with a higher hop limit, a forwarded request could fetch its role’s credentials.',
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
    if (found === undefined) return fail('no instance', { expected, actual: { instance: null } });
    const actual = { httpTokens: found.httpTokens, hopLimit: found.hopLimit };
    const off = found.httpEndpoint === 'disabled';
    if (isMetadataSafe(found))
      return pass(off ? 'IMDS disabled' : 'IMDSv2 required, hop limit 1', { expected, actual });
    return fail(`${found.id}: tokens ${found.httpTokens}, hop limit ${found.hopLimit}`, { expected, actual });
  },
  topics: ({ name }) => [`instance ${name}`],
});

import { fail, pass } from '#audit/check.ts';
import { byHand } from '#checks/remedy-texts.ts';
import { perConcentrator, regionOf } from '#checks/subjects.ts';
import { derived, type Fact, unknown } from '#mesh/fact.ts';

export const terminationProtection = perConcentrator({
  id: 'aws.termination-protection',
  title: 'Termination protection is on',
  severity: 'low',
  why: 'One click in the wrong tab removes a VPC from the mesh.',
  remedy: { ...byHand('`aws ec2 modify-instance-attribute --disable-api-termination --instance-id …`.'), risk: 'safe' },
  needs: (one, facts) => {
    const { protection } = regionOf(facts, one);
    const fact: Fact<boolean | null> = one.standing.ok
      ? one.standing.value.instance === undefined
        ? derived(one.standing, () => null)
        : (protection[one.standing.value.instance.id] ??
          unknown('absent', `could not read the termination protection of ${one.standing.value.instance.id}`))
      : one.standing;
    return { protection: fact, standing: one.standing };
  },
  judge: ({ protection, standing }) => {
    const seen = { expected: true, actual: protection };
    if (protection === null) return fail('no instance', seen);
    return protection ? pass('on', seen) : fail(`off at ${standing.instance?.id}`, seen);
  },
  topics: ({ name }) => [`instance ${name}`],
});

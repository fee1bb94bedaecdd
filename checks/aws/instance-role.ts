import { fail, pass } from '#audit/check.ts';
import { byApply } from '#checks/remedy-texts.ts';
import { perConcentrator, regionOf, some } from '#checks/subjects.ts';
import { logsPolicyName, meshResourceName } from '#mesh/names.ts';
import { policyDigest, rolePolicy, samePolicy } from '#mesh/role-policy.ts';

export const instanceRole = perConcentrator({
  id: 'aws.instance-role',
  title: 'The instance has the role that ships logs and closes SSH, and that role may do nothing else',
  severity: 'medium',
  why: 'Whoever gets hold of a concentrator gets hold of its role; without the role its logs stay on it and SSH does not close by itself.',
  remedy: {
    ...byApply('Attach the instance profile, put back the inline policy, detach what was added to the role.'),
    risk: 'guidance',
  },
  needs: (one, facts) => ({
    settings: regionOf(facts, one).settings,
    standing: one.standing,
    role: facts.role,
    account: facts.account,
    mesh: facts.desired,
  }),
  judge: ({ settings, standing, role, account, mesh }, _one, { mesh: name }) => {
    const expected = { profile: meshResourceName(name), policies: [logsPolicyName] };
    const profile = settings.find(({ id }) => id === standing.instance?.id)?.profile;
    const actual = { profile: profile ?? null, policies: role === null ? null : [...role.inline, ...role.attached] };
    const gone = `there is no role ${meshResourceName(name)}`;
    if (role === null) return fail(gone, { expected, actual: { ...actual, wrong: [gone] } });
    const asWritten =
      role.policy !== null && samePolicy(role.policy, rolePolicy(account, { mesh: name, logGroup: mesh.logGroup }));
    const wrong = [
      ...(profile === undefined || profile !== role.profileArn ? [`its instance profile is ${profile ?? 'none'}`] : []),
      ...(role.profileRoles.includes(meshResourceName(name)) ? [] : ['the profile does not hold the role']),
      ...(asWritten ? [] : [`${logsPolicyName} is not what apply writes`]),
      ...role.inline.filter((each) => each !== logsPolicyName).map((each) => `inline policy ${each} was added`),
      ...role.attached.map((each) => `${each} is attached`),
    ];
    if (wrong.length === 0) return pass('attached, and nothing wider', { expected, actual });
    // What the policy allows may grow while what is said of it stays the same.
    const text = asWritten || role.policy === null ? [] : [`${logsPolicyName} has sha256 ${policyDigest(role.policy)}`];
    return fail(some(wrong), {
      expected,
      actual: { profile: actual.profile, found: { policies: actual.policies }, wrong: [...wrong, ...text] },
    });
  },
  topics: ({ name }) => [`instance ${name}`],
});

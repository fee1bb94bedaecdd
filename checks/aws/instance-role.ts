import { fail, pass } from '#audit/check.ts';
import { byApply } from '#checks/remedy-texts.ts';
import { perConcentrator, regionOf, some } from '#checks/subjects.ts';
import { logsPolicyName, meshResourceName } from '#mesh/names.ts';
import { policyDigest, rolePolicy, samePolicy } from '#mesh/role-policy.ts';

export const instanceRole = perConcentrator({
  id: 'aws.instance-role',
  title: 'Instance role is attached and grants only what vpnmesh needs',
  severity: 'medium',
  why: 'An attacker on a concentrator has its role. Without the role the host cannot ship its logs or close SSH by itself.',
  remedy: {
    ...byApply('Attach the instance profile, restore the inline policy, detach any other policy from the role.'),
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
    const gone = `no role ${meshResourceName(name)}`;
    if (role === null) return fail(gone, { expected, actual: { ...actual, wrong: [gone] } });
    const asWritten =
      role.policy !== null && samePolicy(role.policy, rolePolicy(account, { mesh: name, logGroup: mesh.logGroup }));
    const wrong = [
      ...(profile === undefined || profile !== role.profileArn ? [`instance profile is ${profile ?? 'none'}`] : []),
      ...(role.profileRoles.includes(meshResourceName(name)) ? [] : ['the instance profile does not contain the role']),
      ...(asWritten ? [] : [`${logsPolicyName} differs from what apply writes`]),
      ...role.inline.filter((each) => each !== logsPolicyName).map((each) => `inline policy ${each} was added`),
      ...role.attached.map((each) => `${each} is attached`),
    ];
    if (wrong.length === 0) return pass('attached, no other policy', { expected, actual });
    // The digest tells two different changes of the policy apart.
    const text = asWritten || role.policy === null ? [] : [`${logsPolicyName} has sha256 ${policyDigest(role.policy)}`];
    return fail(some(wrong), {
      expected,
      actual: { profile: actual.profile, found: { policies: actual.policies }, wrong: [...wrong, ...text] },
    });
  },
  topics: ({ name }) => [`instance ${name}`],
});

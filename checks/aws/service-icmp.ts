import { each, fail, judgement, notApplicable, pass } from '#audit/check.ts';
import { byApply } from '#checks/remedy-texts.ts';
import { type Check, regionOf, some } from '#checks/subjects.ts';
import { allOf, derived } from '#mesh/fact.ts';
import { missingRules, ruleKey } from '#mesh/rules.ts';
import { isServed, wantedServiceRules } from '#mesh/services.ts';

export const serviceIcmp: Check = {
  id: 'aws.service-icmp',
  title: "The VPC's other groups let the mesh in as the spec says",
  severity: 'medium',
  why: 'Path MTU discovery and everybody’s first `ping` end at the group of the machine that is asked.',
  remedy: byApply(
    'Allow ICMP (or everything, with `services: all`) from all networks of the mesh in the group that is named.',
  ),
  run: (facts) =>
    facts.concentrators.flatMap((one) => {
      const region = regionOf(facts, one);
      const whole = { type: 'AWS::EC2::VPC', id: one.name, region: one.region, concentrator: one.name };
      const { services } = facts.spec.securityGroups;
      const groups = derived(allOf(region.groups, one.desired), ([all, { vpcId }]) =>
        all.filter((group) => group.vpcId === vpcId && isServed(services === 'none' ? 'icmp' : services, group)),
      );
      return each(groups, whole, (group) => {
        const resource = { type: 'AWS::EC2::SecurityGroup', id: group.id, region: one.region, concentrator: one.name };
        return judgement(resource, { mesh: facts.desired }, ({ mesh }) => {
          if (services === 'none') return notApplicable('the spec leaves these groups alone (`services: none`)');
          const wanted = wantedServiceRules(services, mesh.cidrs);
          // Whoever lets everything in lets ICMP in.
          const all = new Set(group.ingress.filter(({ protocol }) => protocol === 'all').map(({ cidr }) => cidr));
          const missing = missingRules(wanted, group.ingress).filter(
            ({ cidr }) => !all.has(cidr) && !all.has('0.0.0.0/0'),
          );
          if (missing.length === 0) return pass(`${group.name} lets the mesh in`);
          return fail(`${group.name} lacks ${some(missing.map(ruleKey))}`, {
            expected: wanted.map(ruleKey),
            actual: { missing: missing.map(ruleKey) },
          });
        });
      });
    }),
};

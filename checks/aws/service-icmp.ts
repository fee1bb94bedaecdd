import { each, fail, judgement, notApplicable, pass } from '#audit/check.ts';
import { byApply } from '#checks/remedy-texts.ts';
import { type Check, regionOf, some } from '#checks/subjects.ts';
import { allOf, derived } from '#mesh/fact.ts';
import { describeIngress, missingRules } from '#mesh/ingress-rules.ts';
import { isServed, wantedServiceRules } from '#mesh/services.ts';

export const serviceIcmp: Check = {
  id: 'aws.service-icmp',
  title: "The VPC's other security groups allow ICMP from the mesh (securityGroups.services)",
  severity: 'medium',
  why: 'Path MTU discovery and `ping` fail if the target machine’s security group blocks ICMP.',
  remedy: byApply(
    'Allow ICMP (all traffic, with `services: all`) from all networks of the mesh in the group that the finding names.',
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
          if (services === 'none') return notApplicable('not managed (`services: none`)');
          const wanted = wantedServiceRules(services, mesh.cidrs);
          // A rule for all traffic allows ICMP too.
          const all = new Set(group.ingress.filter(({ protocol }) => protocol === 'all').map(({ cidr }) => cidr));
          const missing = missingRules(wanted, group.ingress).filter(
            ({ cidr }) => !all.has(cidr) && !all.has('0.0.0.0/0'),
          );
          if (missing.length === 0) return pass(`${group.name} allows the mesh`);
          return fail(`${group.name} lacks ${some(missing.map(describeIngress))}`, {
            expected: wanted.map(describeIngress),
            actual: { missing: missing.map(describeIngress) },
          });
        });
      });
    }),
};

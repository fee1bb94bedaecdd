/** How undo reverts a change: a line for the operator, and the AWS call. */

import { ruleText } from '#mesh/ingress-rules.ts';
import { metadataCall } from '#mesh/instance-metadata.ts';
import type { ExposedRule } from '#mesh/observed/region-facts.ts';
import { counted } from '#mesh/plural.ts';
import type { CloudChange } from './fix-record.ts';

export function undoWords(change: CloudChange): string {
  switch (change.change) {
    case 'rules-added':
      return `security group ${change.groupId}: revoke ${counted(change.ruleIds.length, 'rule')} that the fix added`;
    case 'rules-withdrawn':
      return `security group ${change.groupId}: add ${counted(change.rules.length, 'rule')} that the fix revoked`;
    case 'source-dest-check-off':
      return `interface ${change.interfaceId}: source/destination check on again`;
    case 'route':
      return `route to ${change.destination} in ${change.tableId}: ${change.before === null ? 'deleted again' : `back to ${change.before.id}`}`;
    case 'metadata':
      return `instance ${change.instanceId}: previous metadata options`;
    case 'protected':
      return `instance ${change.instanceId}: termination protection off again`;
    case 'tags':
      return `${change.resourceId}: previous tags`;
    case 'retention':
      return `log group ${change.logGroup} in ${change.region}: ${change.before === null ? 'no retention again' : `retention ${counted(change.before, 'day')} again`}`;
    case 'address-associated':
      return `Elastic IP ${change.allocationId}: disassociated again`;
  }
}

/** The calls with their parameters, one per line. */
export function undoCalls(change: CloudChange): readonly string[] {
  switch (change.change) {
    case 'rules-added':
      return change.ruleIds.map((id) => `ec2:RevokeSecurityGroupIngress ${change.groupId}: ${id}`);
    case 'rules-withdrawn':
      return change.rules.map((rule) => `ec2:AuthorizeSecurityGroupIngress ${change.groupId}: ${ruleWords(rule)}`);
    case 'source-dest-check-off':
      return [`ec2:ModifyNetworkInterfaceAttribute ${change.interfaceId}: SourceDestCheck=true`];
    case 'route': {
      const { tableId, destination, before } = change;
      return before === null
        ? [`ec2:DeleteRoute ${tableId}: ${destination}, if it still points to the mesh`]
        : [`ec2:ReplaceRoute ${tableId}: ${destination} to ${before.id}, if it still points to the mesh`];
    }
    case 'metadata':
      return [metadataCall(change.instanceId, change.before)];
    case 'protected':
      return [`ec2:ModifyInstanceAttribute ${change.instanceId}: DisableApiTermination=false`];
    case 'tags': {
      const before = Object.entries(change.before).map(([key, value]) => `${key}=${value}`);
      const added = Object.keys(change.set).filter((key) => !(key in change.before));
      return [
        ...(before.length === 0 ? [] : [`ec2:CreateTags ${change.resourceId}: ${before.join(' ')}`]),
        ...(added.length === 0 ? [] : [`ec2:DeleteTags ${change.resourceId}: ${added.join(' ')}`]),
      ];
    }
    case 'retention':
      return change.before === null
        ? [`logs:DeleteRetentionPolicy ${change.logGroup}`]
        : [`logs:PutRetentionPolicy ${change.logGroup}: ${counted(change.before, 'day')}`];
    case 'address-associated':
      return [`ec2:DisassociateAddress of ${change.allocationId}, if it is still on the mesh's interface`];
  }
}

/** `TCP 22 from 0.0.0.0/0`. */
export function ruleWords({ protocol, from, to, source }: ExposedRule): string {
  return `${ruleText(protocol, from, to)} from ${source}`;
}

/** What taking a change back comes to: a line for the operator, and the call of AWS that it is. */

import { metadataCall } from '#mesh/instance-metadata.ts';
import type { ExposedRule } from '#mesh/observed/region-facts.ts';
import { counted } from '#mesh/plural.ts';
import type { CloudChange } from './undo.ts';

export function undoWords(change: CloudChange): string {
  switch (change.change) {
    case 'rules-added':
      return `security group ${change.groupId}: ${counted(change.ruleIds.length, 'rule')} that the fix added revoked`;
    case 'rules-withdrawn':
      return `security group ${change.groupId}: ${counted(change.rules.length, 'rule')} that the fix revoked added again`;
    case 'source-dest-check-off':
      return `interface ${change.interfaceId}: source/dest check on again`;
    case 'route':
      return `route to ${change.destination} in ${change.tableId}: ${change.before === null ? 'gone again' : `back to ${change.before.id}`}`;
    case 'metadata':
      return `instance ${change.instanceId}: its metadata settings of before`;
    case 'protected':
      return `instance ${change.instanceId}: termination protection off again`;
    case 'tags':
      return `${change.resourceId}: its tags of before`;
    case 'retention':
      return `log group ${change.logGroup} in ${change.region}: ${change.before === null ? 'events kept for ever again' : `events kept ${change.before} days again`}`;
    case 'address-associated':
      return `Elastic IP ${change.allocationId}: associated with nothing again`;
  }
}

/** With its parameters, a line each. */
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
        ? [`ec2:DeleteRoute ${tableId}: ${destination}, if it still leads to the mesh`]
        : [`ec2:ReplaceRoute ${tableId}: ${destination} to ${before.id}, if it still leads to the mesh`];
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
        : [`logs:PutRetentionPolicy ${change.logGroup}: ${change.before} days`];
    case 'address-associated':
      return [`ec2:DisassociateAddress of ${change.allocationId}, if it is still at the mesh's interface`];
  }
}

/** `tcp 22 from 0.0.0.0/0`. */
export function ruleWords({ protocol, from, to, source }: ExposedRule): string {
  const ports = from === undefined || from === -1 ? '' : ` ${from}${to === from ? '' : `-${to}`}`;
  return `${protocol === '-1' ? 'all' : protocol}${ports} from ${source}`;
}

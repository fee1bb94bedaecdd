/** All EC2 actions, family by family. */
import type { Actions, QueryAction } from '#sandbox/api/call.ts';
import { aclActions } from './acls.ts';
import { addressActions } from './addresses.ts';
import { ebsDefaultActions } from './ebs-defaults.ts';
import { gatewayActions } from './gateways.ts';
import { imageActions } from './images.ts';
import { instanceAttributeActions } from './instance-attributes.ts';
import { instanceLaunchActions } from './instance-launch.ts';
import { instancePowerActions } from './instance-power.ts';
import { instanceTypeActions } from './instance-types.ts';
import { instanceActions } from './instances.ts';
import { interfaceAttachmentActions } from './interface-attachments.ts';
import { interfaceActions } from './interfaces.ts';
import { keyPairActions } from './key-pairs.ts';
import { profileAssociationActions } from './profile-associations.ts';
import { publicAccessActions } from './public-access.ts';
import { routeTableActions } from './route-tables.ts';
import { routeActions } from './routes.ts';
import { securityGroupRuleActions } from './security-group-rules.ts';
import { securityGroupActions } from './security-groups.ts';
import { subnetActions } from './subnets.ts';
import { tagActions } from './tags.ts';
import { volumeAttachmentActions } from './volume-attachments.ts';
import { volumeActions } from './volumes.ts';
import { vpcCidrActions } from './vpc-cidrs.ts';
import { vpcActions } from './vpcs.ts';
import { zoneActions } from './zones.ts';

export const ec2Actions: Actions<QueryAction> = {
  ...aclActions,
  ...addressActions,
  ...ebsDefaultActions,
  ...gatewayActions,
  ...imageActions,
  ...instanceActions,
  ...instanceAttributeActions,
  ...instanceLaunchActions,
  ...instancePowerActions,
  ...instanceTypeActions,
  ...interfaceActions,
  ...interfaceAttachmentActions,
  ...keyPairActions,
  ...profileAssociationActions,
  ...publicAccessActions,
  ...routeActions,
  ...routeTableActions,
  ...securityGroupActions,
  ...securityGroupRuleActions,
  ...subnetActions,
  ...tagActions,
  ...volumeActions,
  ...volumeAttachmentActions,
  ...vpcActions,
  ...vpcCidrActions,
  ...zoneActions,
};

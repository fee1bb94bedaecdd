/**
 * Resource types that vpnmesh's EC2 calls act on (Service Authorization Reference, "Actions, resources, and condition keys
 * for Amazon EC2"). A policy must allow the call on all of them.
 */

/** The types that carry the mesh's tag. */
const tagged = [
  'elastic-ip',
  'instance',
  'key-pair',
  'network-interface',
  'security-group',
  'security-group-rule',
  'volume',
];

/** Calls on existing resources of the mesh. */
export const onTheMesh: Readonly<Record<string, readonly string[]>> = {
  'ec2:AssociateAddress': ['elastic-ip', 'network-interface'],
  'ec2:CreateTags': tagged,
  'ec2:DeleteKeyPair': ['key-pair'],
  'ec2:DeleteNetworkInterface': ['network-interface'],
  'ec2:DeleteSecurityGroup': ['security-group'],
  'ec2:DeleteTags': tagged,
  'ec2:DescribeInstanceAttribute': ['instance'],
  'ec2:DisassociateAddress': ['elastic-ip', 'network-interface'],
  'ec2:GetConsoleOutput': ['instance'],
  'ec2:ModifyInstanceAttribute': ['instance'],
  'ec2:ModifyInstanceMetadataOptions': ['instance'],
  'ec2:ModifyNetworkInterfaceAttribute': ['network-interface'],
  'ec2:ReleaseAddress': ['elastic-ip'],
  'ec2:StartInstances': ['instance'],
  'ec2:TerminateInstances': ['instance'],
};

/** Calls that make something, and what of it they tag. */
export const making: Readonly<Record<string, readonly string[]>> = {
  'ec2:AllocateAddress': ['elastic-ip'],
  'ec2:AuthorizeSecurityGroupIngress': ['security-group-rule'],
  'ec2:CreateNetworkInterface': ['network-interface'],
  'ec2:CreateSecurityGroup': ['security-group'],
  'ec2:ImportKeyPair': ['key-pair'],
  'ec2:RunInstances': ['instance', 'volume'],
};

/** Calls on what may be anybody's: the operator's route tables, and groups in which rules of the mesh stand. */
export const onAnybodys: Readonly<Record<string, readonly string[]>> = {
  'ec2:AuthorizeSecurityGroupIngress': ['security-group'],
  'ec2:CreateRoute': ['route-table'],
  'ec2:DeleteRoute': ['route-table'],
  'ec2:ModifyNetworkInterfaceAttribute': ['security-group'],
  'ec2:ReplaceRoute': ['route-table'],
  'ec2:RevokeSecurityGroupIngress': ['security-group'],
};

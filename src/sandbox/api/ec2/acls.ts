/** Network ACLs: read by the product's preflight, changed by tests; the network below does not enforce them. */
import { type Actions, changes, type QueryAction, type QueryCall, reads } from '#sandbox/api/call.ts';
import { newId } from '#sandbox/api/store/ids.ts';
import type { AclEntry, NetworkAcl } from '#sandbox/api/store/network-model.ts';
import { ApiError } from '#sandbox/api/wire/errors.ts';
import type { XmlObject } from '#sandbox/api/wire/xml.ts';
import { normalCidr } from './cidrs.ts';
import { describe } from './describe.ts';
import { need } from './kinds.ts';
import { tagSet, tagsOnCreate } from './tags.ts';

/** Number of the entry nobody can remove: everything no other entry matched is denied. */
const lastEntry = 32_767;

const both = (entry: Omit<AclEntry, 'egress'>): readonly AclEntry[] => [
  { ...entry, egress: true },
  { ...entry, egress: false },
];
const denyRest = both({ number: lastEntry, allow: false, protocol: -1, cidr: '0.0.0.0/0' });

/** What a default ACL begins with: everything is allowed. */
export const defaultEntries: readonly AclEntry[] = [
  ...both({ number: 100, allow: true, protocol: -1, cidr: '0.0.0.0/0' }),
  ...denyRest,
];

const render = (acl: NetworkAcl, call: QueryCall): XmlObject => ({
  networkAclId: acl.id,
  vpcId: acl.vpcId,
  ownerId: call.world.accountId,
  default: acl.isDefault,
  entrySet: acl.entries.map((entry) => ({
    ruleNumber: entry.number,
    protocol: String(entry.protocol),
    ruleAction: entry.allow ? 'allow' : 'deny',
    egress: entry.egress,
    cidrBlock: entry.cidr,
    portRange: entry.ports === undefined ? undefined : { from: entry.ports.from, to: entry.ports.to },
    icmpTypeCode: entry.icmp === undefined ? undefined : { type: entry.icmp.type, code: entry.icmp.code },
  })),
  associationSet: acl.associations.map((one) => ({
    networkAclAssociationId: one.id,
    networkAclId: acl.id,
    subnetId: one.subnetId,
  })),
  tagSet: tagSet(acl.tags),
});

function readEntry({ params }: QueryCall): AclEntry {
  const from = params.int('PortRange.From');
  const to = params.int('PortRange.To');
  const type = params.int('Icmp.Type');
  return {
    number: Number(params.need('RuleNumber')),
    egress: params.flag('Egress') ?? false,
    allow: params.need('RuleAction') === 'allow',
    protocol: Number(params.need('Protocol')),
    cidr: normalCidr(params.need('CidrBlock')),
    ...(from === undefined || to === undefined ? {} : { ports: { from, to } }),
    ...(type === undefined ? {} : { icmp: { type, code: params.int('Icmp.Code') ?? -1 } }),
  };
}

/** Puts, replaces or removes the entry the call names. */
function change(call: QueryCall, next: AclEntry | undefined, mustExist: boolean): XmlObject {
  const acl = need(call.region, 'acls', call.params.need('NetworkAclId'), call.now);
  const number = Number(call.params.need('RuleNumber'));
  const egress = call.params.flag('Egress') ?? false;
  const same = (entry: AclEntry): boolean => entry.number === number && entry.egress === egress;
  const direction = egress ? 'egress' : 'ingress';
  const exists = acl.entries.some(same);
  if (mustExist && (!exists || number === lastEntry)) {
    throw new ApiError(
      'InvalidNetworkAclEntry.NotFound',
      `The ${direction} entry identified by ${number} does not exist.`,
    );
  }
  if (!mustExist && exists) {
    throw new ApiError('NetworkAclEntryAlreadyExists', `The network acl entry identified by ${number} already exists.`);
  }
  const rest = acl.entries.filter((entry) => !same(entry));
  const entries = next === undefined ? rest : [...rest, next];
  call.region.acls.put({ ...acl, entries: entries.toSorted((a, b) => a.number - b.number) });
  return { return: true };
}

export const aclActions: Actions<QueryAction> = {
  CreateNetworkAcl: changes((call) => {
    const vpc = need(call.region, 'vpcs', call.params.need('VpcId'), call.now);
    const acl = call.region.acls.put({
      id: newId('acl'),
      tags: tagsOnCreate(call.params, 'acls'),
      visibleAt: call.now + call.world.settings.consistencyMs,
      vpcId: vpc.id,
      isDefault: false,
      entries: denyRest,
      associations: [],
    });
    return { networkAcl: render(acl, call) };
  }),
  DeleteNetworkAcl: changes(({ region, params, now }) => {
    const acl = need(region, 'acls', params.need('NetworkAclId'), now);
    if (acl.isDefault) throw new ApiError('InvalidParameterValue', 'Default network ACL cannot be deleted.');
    if (acl.associations.length > 0) {
      throw new ApiError('DependencyViolation', `The networkAcl '${acl.id}' has dependencies and cannot be deleted.`);
    }
    region.acls.delete(acl.id);
    return { return: true };
  }),
  CreateNetworkAclEntry: changes((call) => change(call, readEntry(call), false)),
  ReplaceNetworkAclEntry: changes((call) => change(call, readEntry(call), true)),
  DeleteNetworkAclEntry: changes((call) => change(call, undefined, true)),
  ReplaceNetworkAclAssociation: changes(({ region, params, now }) => {
    const id = params.need('AssociationId');
    const before = region.acls.all().find((acl) => acl.associations.some((one) => one.id === id));
    const subnetId = before?.associations.find((one) => one.id === id)?.subnetId;
    if (before === undefined || subnetId === undefined) {
      throw new ApiError('InvalidAssociationID.NotFound', `The association ID '${id}' does not exist`);
    }
    const after = need(region, 'acls', params.need('NetworkAclId'), now);
    const newAssociationId = newId('aclassoc');
    region.acls.put({ ...before, associations: before.associations.filter((one) => one.id !== id) });
    const target = region.acls.get(after.id) ?? after;
    region.acls.put({ ...target, associations: [...target.associations, { id: newAssociationId, subnetId }] });
    return { newAssociationId };
  }),
  DescribeNetworkAcls: reads(
    describe({
      kind: 'acls',
      set: 'networkAclSet',
      ids: 'NetworkAclId',
      filters: {
        'network-acl-id': (acl) => [acl.id],
        'vpc-id': (acl) => [acl.vpcId],
        default: (acl) => [String(acl.isDefault)],
        'association.subnet-id': (acl) => acl.associations.map((one) => one.subnetId),
        'association.network-acl-id': (acl) => (acl.associations.length > 0 ? [acl.id] : []),
      },
      render,
    }),
  ),
};

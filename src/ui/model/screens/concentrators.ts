/** The concentrators: one screen, every answer with a default. */

import { fitSubnets } from '#mesh/observed/survey.ts';
import { instanceMonthly } from '#mesh/prices.ts';
import { changeMember, type DraftMember } from '#mesh/spec/draft.ts';
import { imageNames, isSupportedImage, supportedImages } from '#mesh/spec/images.ts';
import { type Field, formLogic } from '#ui/model/form.ts';
import { instanceOffers, monthly } from '#ui/model/instance-types.ts';
import { stay } from '#ui/model/screen.ts';
import type { Wizard } from '#ui/model/state.ts';
import { memberVpc } from './regions.ts';

const later = 'not yet supported';
const isName = (text: string): boolean => /^[a-z0-9][a-z0-9-]{0,31}$/.test(text);
const noName = '1 to 32 of a-z, 0-9 and -, starting with a letter or digit';

export function concentratorFields(state: Wizard): readonly Field[] {
  const { draft } = state;
  const count = draft.members.length;
  const usd = monthly(draft.instanceType, count);
  const offer = instanceOffers.find(({ type }) => type === draft.instanceType);
  const types = instanceOffers.map(({ type }) => ({
    value: type,
    label: `${type}, about $${instanceMonthly(type)?.toFixed(0) ?? '?'} a month`,
  }));
  return [
    {
      id: 'mesh',
      label: 'Name of the mesh',
      value: draft.mesh,
      hint:
        state.living === undefined
          ? 'Used in the tags and names of every resource; cannot be changed later.'
          : 'Used in the tags and names of every resource; cannot be changed.',
      error: isName(draft.mesh) ? undefined : noName,
      // Another name would be another mesh, beside the existing one.
      ...(state.living === undefined ? {} : { options: [{ value: draft.mesh, label: draft.mesh }] }),
      change: (made, mesh) => (state.living === undefined ? { ...made, mesh } : made),
    },
    {
      id: 'type',
      label: 'Instance type',
      value: draft.instanceType,
      options: offer === undefined ? [{ value: draft.instanceType, label: draft.instanceType }, ...types] : types,
      hint: `${offer?.carries ?? 'From your spec'}${offer?.carries.endsWith('.') ? '' : '.'} ${
        usd === undefined
          ? ''
          : `${count}, each with a public address: about $${usd.toFixed(0)} per month on demand (us-east-1), plus $0.02 per GB between regions. VPC peering has no hourly charge: the mesh is for your own keys and audit.`
      }`,
      change: (made, instanceType) => ({ ...made, instanceType }),
    },
    {
      id: 'image',
      label: 'Image',
      value: supportedImages[0],
      options: imageNames.map((value) => ({ value, label: value, ...(isSupportedImage(value) ? {} : { why: later }) })),
      hint: `The distribution's latest official image. Others (debian-13, ubuntu, almalinux, rocky) are ${later}.`,
      change: (made) => made,
    },
    ...draft.members.flatMap((member, index) => memberFields(state, member, index)),
  ];
}

function memberFields(state: Wizard, member: DraftMember, index: number): readonly Field[] {
  const vpc = memberVpc(state, member);
  const open = vpc === undefined ? [] : fitSubnets(vpc);
  const twice = state.draft.members.some((other, at) => at !== index && other.name === member.name);
  return [
    {
      id: `${index}.name`,
      part: `${member.region}  ${vpc?.name ?? member.vpc}  ${vpc?.cidrs.join(' ') ?? ''}`,
      label: 'Name',
      value: member.name,
      hint: 'The name of its concentrator, and of its tunnel on every peer.',
      error: twice ? 'another member has this name' : isName(member.name) ? undefined : noName,
      change: (draft, name) => changeMember(draft, index, { name }),
    },
    {
      id: `${index}.subnet`,
      label: 'Subnet',
      value: member.subnet,
      options: [
        { value: '', label: `first public subnet${open[0] === undefined ? '' : `: ${open[0].zone}, ${open[0].cidr}`}` },
        ...open.map(({ id, zone, cidr }) => ({ value: id, label: `${id}: ${zone}, ${cidr}` })),
        ...(open.some(({ id }) => id === member.subnet) || member.subnet === ''
          ? []
          : [{ value: member.subnet, label: member.subnet }]),
      ],
      hint: 'The concentrator’s subnet. Private subnets are not listed: the concentrator’s Elastic IP needs a route to an internet gateway.',
      change: (draft, subnet) => changeMember(draft, index, { subnet }),
    },
    {
      id: `${index}.placement`,
      label: 'Placement',
      value: 'region',
      options: [
        { value: 'region', label: 'one per VPC' },
        { value: 'az', label: 'one per zone', why: later },
      ],
      hint: `One concentrator serves the whole VPC. One per zone is ${later}.`,
      change: (draft) => draft,
    },
  ];
}

export const concentrators = formLogic('concentrators', concentratorFields, {
  next: (state) =>
    stay({ ...state, screen: 'access' }, ...(state.draft.sshFrom === '' ? [{ type: 'own-address' } as const] : [])),
  back: (state) => stay({ ...state, screen: 'regions' }),
});

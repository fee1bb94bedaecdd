/** What stands in each member: one screen, every answer with a default. */

import { fitSubnets } from '#mesh/observed/survey.ts';
import { instanceMonthly } from '#mesh/prices.ts';
import { changeMember, type DraftMember } from '#mesh/spec/draft.ts';
import { type Field, formLogic } from '#ui/model/form.ts';
import { instanceOffers, monthly } from '#ui/model/instance-types.ts';
import { stay } from '#ui/model/screen.ts';
import type { Wizard } from '#ui/model/state.ts';
import { memberVpc } from './regions.ts';

const later = 'not yet supported';
const isName = (text: string): boolean => /^[a-z0-9][a-z0-9-]{0,31}$/.test(text);
const noName = '1 to 32 of a-z, 0-9 and -, beginning with a letter or digit';

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
          ? 'Stands in the tags and names of everything that is made, and cannot be changed afterwards.'
          : 'It stands in the tags and names of everything that is there, and stays.',
      error: isName(draft.mesh) ? undefined : noName,
      // Under another name it would be another mesh, beside the one that stands.
      ...(state.living === undefined ? {} : { options: [{ value: draft.mesh, label: draft.mesh }] }),
      change: (made, mesh) => (state.living === undefined ? { ...made, mesh } : made),
    },
    {
      id: 'type',
      label: 'Instance type',
      value: draft.instanceType,
      options: offer === undefined ? [{ value: draft.instanceType, label: draft.instanceType }, ...types] : types,
      hint: `${offer?.carries ?? 'As your spec says'}${offer?.carries.endsWith('.') ? '' : '.'} ${
        usd === undefined
          ? ''
          : `${count} with an address each: about $${usd.toFixed(0)} a month on demand (us-east-1), and $0.02 a GB between regions. VPC peering has no hourly price: the mesh is for your own keys and audit.`
      }`,
      change: (made, instanceType) => ({ ...made, instanceType }),
    },
    {
      id: 'image',
      label: 'Image',
      value: 'debian-12',
      options: [
        { value: 'debian-12', label: 'debian-12' },
        ...['debian-13', 'ubuntu-24.04', 'almalinux-9', 'rocky-9'].map((value) => ({
          value,
          label: value,
          why: later,
        })),
      ],
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
      hint: 'Its concentrator bears this name, and so does its tunnel on every peer.',
      error: twice ? 'a second member has this name' : isName(member.name) ? undefined : noName,
      change: (draft, name) => changeMember(draft, index, { name }),
    },
    {
      id: `${index}.subnet`,
      label: 'Subnet',
      value: member.subnet,
      options: [
        { value: '', label: `first public one${open[0] === undefined ? '' : `: ${open[0].zone}, ${open[0].cidr}`}` },
        ...open.map(({ id, zone, cidr }) => ({ value: id, label: `${id}: ${zone}, ${cidr}` })),
        ...(open.some(({ id }) => id === member.subnet) || member.subnet === ''
          ? []
          : [{ value: member.subnet, label: member.subnet }]),
      ],
      hint: 'Where it stands. Subnets that the Internet does not reach are left out, private ones and blocked ones.',
      change: (draft, subnet) => changeMember(draft, index, { subnet }),
    },
    {
      id: `${index}.placement`,
      label: 'Placement',
      value: 'region',
      options: [
        { value: 'region', label: 'one for the VPC' },
        { value: 'az', label: 'one for each zone', why: later },
      ],
      hint: `One concentrator serves the whole VPC. One for each zone is ${later}.`,
      change: (draft) => draft,
    },
  ];
}

export const concentrators = formLogic('concentrators', concentratorFields, {
  next: (state) =>
    stay({ ...state, screen: 'access' }, ...(state.draft.sshFrom === '' ? [{ type: 'own-address' } as const] : [])),
  back: (state) => stay({ ...state, screen: 'regions' }),
});

/** Choosing members: every VPC of the account, whether it is suitable, and whether it is selected. */

import { clash, noFitSubnet, type SurveyVpc } from '#mesh/observed/survey.ts';
import { type Draft, type DraftMember, withMember } from '#mesh/spec/draft.ts';
import { type ScreenLogic, stay, told } from '#ui/model/screen.ts';
import type { Survey, Wizard } from '#ui/model/state.ts';
import { toHome } from './navigation.ts';

export interface VpcRow {
  readonly key: string;
  readonly vpc: SurveyVpc;
  readonly selected: boolean;
  /** Why it cannot be a member, independent of other members. */
  readonly unfit: string | undefined;
  /** The member that it overlaps. */
  readonly overlap: string | undefined;
}

const keyOf = ({ region, id }: SurveyVpc): string => `${region}/${id}`;
const is = (vpc: SurveyVpc, member: DraftMember): boolean =>
  member.region === vpc.region && (member.vpc === vpc.id || member.vpc === vpc.name);

/** By region and name; later rows never change the order of earlier ones. */
export function vpcRows({ survey, draft, filters }: Pick<Wizard, 'survey' | 'draft' | 'filters'>): readonly VpcRow[] {
  const all = vpcsOf(survey);
  const taken = all.filter((vpc) => draft.members.some((member) => is(vpc, member)));
  const wanted = (filters.regions ?? '').toLowerCase();
  return all
    .filter(({ region, id, name = '', cidrs }) =>
      `${region} ${id} ${name} ${cidrs.join(' ')}`.toLowerCase().includes(wanted),
    )
    .map((vpc) => {
      const rival = taken.find((other) => other !== vpc && clash(vpc, other) !== undefined);
      const [mine, its] = rival === undefined ? [] : (clash(vpc, rival) ?? []);
      return {
        key: keyOf(vpc),
        vpc,
        selected: taken.includes(vpc),
        unfit: noFitSubnet(vpc),
        overlap:
          rival === undefined ? undefined : `${mine} overlaps ${its} of ${rival.name ?? rival.id} (${rival.region})`,
      };
    });
}

function vpcsOf({ seen }: Survey): readonly SurveyVpc[] {
  return Object.values(seen)
    .flatMap(({ vpcs }) => vpcs)
    .toSorted((a, b) => (`${a.region} ${a.name ?? ''} ${a.id}` < `${b.region} ${b.name ?? ''} ${b.id}` ? -1 : 1));
}

/** The selected VPCs as AWS lists them, without members that the scan has not found. */
export function memberVpc({ survey }: Pick<Wizard, 'survey'>, member: DraftMember): SurveyVpc | undefined {
  return survey.seen[member.region]?.vpcs.find((vpc) => is(vpc, member));
}

export const rowAt = (state: Wizard): VpcRow | undefined => {
  const rows = vpcRows(state);
  return rows.find(({ key }) => key === state.cursors.regions) ?? rows[0];
};

const without = (draft: Draft, vpc: SurveyVpc): Draft => ({
  ...draft,
  members: draft.members.filter((member) => !is(vpc, member)),
});

export const scanAgain = (state: Wizard): Wizard => ({
  ...state,
  survey: { names: { state: 'asking' }, seen: {}, unseen: {} },
});

export const regions: ScreenLogic<'regions'> = {
  rows: (state) => vpcRows(state).map(({ key }) => key),
  disabled(state, action) {
    const row = rowAt(state);
    switch (action) {
      case 'toggle':
        if (row === undefined) return 'no VPC to select';
        if (row.selected) return undefined;
        return row.unfit ?? (row.overlap === undefined ? undefined : `${row.overlap}: members must not overlap`);
      case 'open':
        return row?.vpc.meshes[0] === undefined ? 'this VPC has no mesh' : undefined;
      case 'next': {
        const bad = vpcRows({ ...state, filters: {} }).find(
          ({ selected, overlap, unfit }) => selected && (overlap ?? unfit),
        );
        if (bad !== undefined) return `${bad.vpc.name ?? bad.vpc.id}: ${bad.overlap ?? bad.unfit}`;
        const { members } = state.draft;
        if (members.length < 2) return 'a mesh needs at least two VPCs: select with Space';
        return members.length > 20 ? `${members.length} members: this version supports at most 20` : undefined;
      }
      default:
        return undefined;
    }
  },
  act(state, action) {
    const row = rowAt(state);
    switch (action) {
      case 'toggle': {
        if (row === undefined) return stay(state);
        const { vpc, selected } = row;
        const draft = selected
          ? without(state.draft, vpc)
          : withMember(state.draft, { region: vpc.region, vpc: vpc.id });
        return stay({ ...state, draft });
      }
      case 'open': {
        const mesh = row?.vpc.meshes[0] ?? '';
        const vpcs = vpcsOf(state.survey).filter(({ meshes }) => meshes.includes(mesh));
        const fresh = vpcs.filter((vpc) => !state.draft.members.some((member) => is(vpc, member)));
        const kept = state.draft.members.filter((member) => vpcs.some((vpc) => is(vpc, member)));
        const draft = fresh.reduce<Draft>((made, { region, id }) => withMember(made, { region, vpc: id }), {
          ...state.draft,
          mesh,
          members: kept,
        });
        return stay(
          told(
            { ...state, draft },
            `mesh ${mesh}: its ${vpcs.length === 1 ? 'VPC is' : `${vpcs.length} VPCs are`} selected; Enter continues`,
          ),
        );
      }
      case 'again':
        return stay(scanAgain(state), { type: 'survey' });
      case 'back':
        return state.living === undefined ? stay({ ...state, screen: 'welcome' }) : toHome(state);
      case 'next':
        return stay({ ...state, screen: 'concentrators', typing: undefined });
    }
  },
};

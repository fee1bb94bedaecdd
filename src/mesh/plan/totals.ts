/** What a plan makes and takes away, counted by what it is, and where it logs in. Instances first, then addresses, which cost something too. */
import { counted } from '#mesh/plural.ts';
import type { Plan, StepChange, StepKind } from './steps.ts';

type Thing = StepKind extends infer K ? (K extends `${infer T}.${string}` ? T : never) : never;

/** In the order in which they are told. */
const nouns: Readonly<Record<Thing, readonly [one: string, several: string]>> = {
  instance: ['instance', 'instances'],
  address: ['Elastic IP', 'Elastic IPs'],
  interface: ['network interface', 'network interfaces'],
  group: ['security group', 'security groups'],
  route: ['route', 'routes'],
  services: ['rule of a VPC', 'rules of VPCs'],
  rules: ['set of rules', 'sets of rules'],
  key: ['key pair', 'key pairs'],
  logs: ['log group', 'log groups'],
  role: ['role', 'roles'],
  profile: ['instance profile', 'instance profiles'],
  tags: ['set of tags', 'sets of tags'],
  ssh: ['SSH rule', 'SSH rules'],
  host: ['change on a host', 'changes on hosts'],
  mesh: ['proof of the mesh', 'proofs of the mesh'],
  undo: ['change taken back', 'changes taken back'],
};

const things = Object.keys(nouns) as Thing[];

/** `2 instances, 2 Elastic IPs, 6 routes` of all steps that change something in that way; empty where none does. */
export function kindsOf({ steps }: Pick<Plan, 'steps'>, change: StepChange): string {
  const these = steps.filter((step) => step.change === change);
  return things
    .flatMap((thing) => {
      const count = these.filter(({ kind }) => kind.split('.')[0] === thing).length;
      const [one, several] = nouns[thing];
      return count === 0 ? [] : [counted(count, one, several)];
    })
    .join(', ');
}

/** The concentrators for which a plan opens SSH: whoever shows the plan says so, and whoever looks afterwards may have to. */
export function visitedBy({ steps }: Pick<Plan, 'steps'>): readonly string[] {
  const names = steps.flatMap(({ kind, concentrator }) =>
    kind === 'ssh.open' && concentrator !== null ? [concentrator] : [],
  );
  return [...new Set(names)];
}

export const usesSsh = (plan: Pick<Plan, 'steps'>): boolean => visitedBy(plan).length > 0;

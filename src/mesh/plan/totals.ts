/** Counts of what a plan creates and deletes, by kind, and the hosts that it logs in to. Instances and addresses come first: they cost money. */
import { counted } from '#mesh/plural.ts';
import type { Plan, StepChange, StepKind } from './steps.ts';

type Thing = StepKind extends infer K ? (K extends `${infer T}.${string}` ? T : never) : never;

/** In the order of display. */
const nouns: Readonly<Record<Thing, readonly [one: string, several: string]>> = {
  instance: ['instance', 'instances'],
  address: ['Elastic IP', 'Elastic IPs'],
  interface: ['network interface', 'network interfaces'],
  group: ['security group', 'security groups'],
  route: ['route', 'routes'],
  services: ['service rule', 'service rules'],
  rules: ['rule set', 'rule sets'],
  key: ['key pair', 'key pairs'],
  logs: ['log group', 'log groups'],
  role: ['role', 'roles'],
  profile: ['instance profile', 'instance profiles'],
  tags: ['tag set', 'tag sets'],
  ssh: ['SSH rule', 'SSH rules'],
  host: ['host change', 'host changes'],
  mesh: ['verification', 'verifications'],
  undo: ['reverted change', 'reverted changes'],
};

const things = Object.keys(nouns) as Thing[];

/** `2 instances, 2 Elastic IPs, 6 routes` of all steps with that kind of change; empty if there are none. */
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

/** The concentrators that a plan opens SSH for; whoever shows the plan says so. */
export function visitedBy({ steps }: Pick<Plan, 'steps'>): readonly string[] {
  const names = steps.flatMap(({ kind, concentrator }) =>
    kind === 'ssh.open' && concentrator !== null ? [concentrator] : [],
  );
  return [...new Set(names)];
}

export const usesSsh = (plan: Pick<Plan, 'steps'>): boolean => visitedBy(plan).length > 0;

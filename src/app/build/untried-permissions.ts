/** EC2 permissions that DryRun cannot test yet, as questions for IAM's policy simulator. */
import type { DesiredConcentrator, DesiredMesh } from '#mesh/desired-mesh.ts';
import { meshResourceName, ownershipTags } from '#mesh/names.ts';
import type { MeshObservation } from '#mesh/observed/observation.ts';
import { ownedAt, ownedConcentrators } from '#mesh/observed/owned.ts';
import { allActionsOf } from '#mesh/plan/step-kinds.ts';
import type { Plan, Step } from '#mesh/plan/steps.ts';
import { making, onAnybodys, onTheMesh } from '#mesh/policy/resources.ts';
import { type PermissionQuestion, triedActions } from '#ports/permissions.ts';

/** A group of ours for trial rules: not even a DryRun touches another's group. */
export function ownGroup(
  mesh: DesiredMesh,
  observation: MeshObservation,
  one: DesiredConcentrator,
): string | undefined {
  return ownedAt(one, ownedConcentrators(mesh.name, observation)).groups[0]?.id;
}

/** Whether rules can be tested in the region, on a group of its first concentrator. */
function triesRules(mesh: DesiredMesh, observation: MeshObservation, region: string): boolean {
  const one = mesh.concentrators.find((each) => each.region === region);
  return one !== undefined && ownGroup(mesh, observation, one) !== undefined;
}

/** Calls on resources that do not exist yet, rules while the mesh has no group, and the tags that these calls set. */
export function untestedQuestions(
  mesh: DesiredMesh,
  observation: MeshObservation,
  plan: Plan,
  region: string,
): readonly PermissionQuestion[] {
  const steps = plan.steps.filter((step) => step.region === region);
  const { account, partition } = observation;
  const tries = triesRules(mesh, observation, region);
  const isTried = (action: string): boolean => triedActions.has(action) && (tries || !isOnRules(action));
  const actions = [...new Set(steps.flatMap(allActionsOf))].filter(
    (action) => typesOf(action).length > 0 && !action.startsWith('ec2:Describe') && !isTried(action),
  );
  const arns = (types: readonly string[]): readonly string[] =>
    types.map(
      (type) => `arn:${partition}:ec2:${region}:${account}:${type}/${sampleIds[type] ?? meshResourceName(mesh.name)}`,
    );
  const asked = (of: readonly string[], resources: (action: string) => readonly string[]) => {
    const each = Object.fromEntries(of.map((action) => [action, arns(resources(action))]));
    const all = [...new Set(Object.values(each).flat())];
    return { region, tags: ownershipTags(mesh.name, 'group'), resources: all, actions: of, each };
  };
  const brings = actions.filter((action) => making[action] !== undefined);
  return [
    asked(actions, (action) => (action === 'ec2:CreateTags' ? taggedTypes(steps) : typesOf(action))),
    ...brings.map((action) => ({
      ...asked(['ec2:CreateTags'], () => making[action] ?? []),
      createAction: action.slice('ec2:'.length),
    })),
  ];
}

const isOnRules = (action: string): boolean => action.endsWith('SecurityGroupIngress');

const typesOf = (action: string): readonly string[] => [...(onTheMesh[action] ?? []), ...(onAnybodys[action] ?? [])];

/** Types that the steps tag after creation: instances with their marks, groups with the lease, and what gets own tags. */
function taggedTypes(steps: readonly Step[]): readonly string[] {
  const types = steps.flatMap((step) => {
    if (step.kind === 'rules.tags') return 'security-group-rule';
    return step.kind === 'tags.set' ? (typeOf(step.resourceId) ?? []) : [];
  });
  return [...new Set(['instance', 'security-group', ...types])];
}

/** What ids of a type begin with. */
const prefixes = [
  ['elastic-ip', 'eipalloc'],
  ['instance', 'i'],
  ['key-pair', 'key'],
  ['network-interface', 'eni'],
  ['route-table', 'rtb'],
  ['security-group', 'sg'],
  ['security-group-rule', 'sgr'],
  ['volume', 'vol'],
] as const;

const typeOf = (id: string): string | undefined => prefixes.find(([, prefix]) => id.startsWith(`${prefix}-`))?.[0];

/** Placeholder ids in AWS's form; the ARN of a key pair has its name. */
const sampleIds: Readonly<Record<string, string>> = Object.fromEntries(
  prefixes.flatMap(([type, prefix]) => (type === 'key-pair' ? [] : [[type, `${prefix}-00000000000000000`]])),
);

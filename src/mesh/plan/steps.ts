/** Steps: what a run will do, as data. One executor executes them; printers show them. */

import type { Tags } from '#mesh/names.ts';
import type { ExposedRule } from '#mesh/observed/region-facts.ts';
import type { CloudChange } from '#mesh/remedy/fix-record.ts';
import type { HostPart, HostWork } from '#mesh/remedy/host-parts.ts';

export type StepChange = 'create' | 'update' | 'delete' | 'host';
/** `disruptive`: tunnel traffic may stop while the step runs. */
export type Risk = 'safe' | 'disruptive';

interface StepBase {
  /** Unique in the plan and the same for the same work in every run: `us-east-1/address`. */
  readonly id: string;
  readonly change: StepChange;
  /** What it will do, as one line for the operator. */
  readonly describe: string;
  readonly risk: Risk;
  /** Ids of the steps that must be done first. */
  readonly dependsOn: readonly string[];
  /** Runs even if a dependency failed or the run was interrupted: closes what the run opened. */
  readonly always?: true;
}

interface OfMesh extends StepBase {
  readonly concentrator: null;
  readonly region: null;
}
interface OfRegion extends StepBase {
  readonly concentrator: null;
  readonly region: string;
}
interface OfConcentrator extends StepBase {
  readonly concentrator: string;
  readonly region: string;
}

export type MeshStep = OfMesh &
  (
    | { readonly kind: 'role.create' | 'profile.create' | 'profile.delete' | 'role.delete' | 'mesh.verify' }
    /** Regions that the mesh will use, or has left. */
    | { readonly kind: 'role.regions' | 'role.forget'; readonly regions: readonly string[] }
    | { readonly kind: 'role.tags' | 'profile.tags'; readonly tags: Tags }
  );

export type RegionStep = OfRegion &
  (
    | { readonly kind: 'key.import' | 'logs.create' | 'logs.retention' | 'logs.delete' }
    | { readonly kind: 'key.delete'; readonly keyName: string }
    | { readonly kind: 'logs.tags'; readonly tags: Tags }
    | { readonly kind: 'tags.set'; readonly resourceId: string; readonly tags: Tags }
    | { readonly kind: 'rules.revoke'; readonly groupId: string; readonly ruleIds: readonly string[] }
    /** Reverts one change of a fix. */
    | { readonly kind: 'undo.change'; readonly undo: CloudChange }
  );

export type ConcentratorStep = OfConcentrator &
  (
    | {
        readonly kind:
          | 'address.allocate'
          | 'address.associate'
          | 'interface.create'
          | 'interface.check'
          | 'interface.groups'
          | 'instance.run'
          | 'instance.start'
          | 'ssh.open'
          | 'ssh.close'
          | Exclude<HostStepKind, RemedyHostKind>;
      }
    | { readonly kind: 'group.create'; readonly groupName: string }
    | { readonly kind: 'group.rules'; readonly groupName: string }
    | { readonly kind: 'services.rules'; readonly groupId: string }
    | {
        readonly kind: 'rules.tags';
        readonly groupId: string;
        readonly ruleIds: readonly string[];
        readonly tags: Tags;
      }
    | { readonly kind: 'route.create' | 'route.replace'; readonly tableId: string; readonly destination: string }
    | { readonly kind: 'route.delete'; readonly tableId: string; readonly destination: string }
    | { readonly kind: 'instance.terminate'; readonly instanceId: string }
    | { readonly kind: 'address.release'; readonly allocationId: string; readonly ip: string }
    | { readonly kind: 'interface.delete'; readonly interfaceId: string }
    | { readonly kind: 'group.delete'; readonly groupId: string }
    | RemedyStep
  );

/** Steps that only `fix` has. */
export type RemedyStep =
  | { readonly kind: 'rules.withdraw'; readonly groupId: string; readonly rules: readonly ExposedRule[] }
  | { readonly kind: 'instance.metadata' | 'instance.protect'; readonly instanceId: string }
  | { readonly kind: 'tags.set'; readonly resourceId: string; readonly tags: Tags }
  | { readonly kind: 'host.parts'; readonly parts: readonly HostPart[] }
  | { readonly kind: 'host.work' | 'host.snapshot'; readonly work: readonly HostWork[] }
  | { readonly kind: 'host.reboot' | 'host.report' }
  /** Restores the host to its state before that fix. */
  | { readonly kind: 'host.restore'; readonly run: string };

/** Steps on the host itself, over SSH. */
export type HostStepKind =
  | 'host.pin'
  | 'host.prepare'
  | 'host.configure'
  | 'host.initiate'
  | 'host.agent'
  | 'host.applied'
  | RemedyHostKind;

/** The steps of a fix. */
export type RemedyHostKind =
  | 'host.snapshot'
  | 'host.parts'
  | 'host.work'
  | 'host.reboot'
  | 'host.report'
  | 'host.restore';

export type Step = MeshStep | RegionStep | ConcentratorStep;
export type StepKind = Step['kind'];
export type StepOf<K extends StepKind> = Step & { readonly kind: K };

export interface Plan {
  readonly mesh: string;
  /** In an order in which they could run one by one. */
  readonly steps: readonly Step[];
  readonly totals: Readonly<Record<StepChange, number>>;
  /** Notes for the reader: what could not be read, what was assumed. */
  readonly notes: readonly string[];
  /** Drift that no step changes; the notes say what. */
  readonly differs?: true;
}

/**
 * Makes a plan of the steps. Drops dependencies on steps that are not planned, because their result already exists.
 * @throws Error if two steps share an id or depend on each other: a bug of ours.
 */
export function planOf(mesh: string, steps: readonly Step[], notes: readonly string[]): Plan {
  const byId = new Map(steps.map((step) => [step.id, step]));
  if (byId.size !== steps.length) {
    const twice = steps.find((step, index) => steps.findIndex(({ id }) => id === step.id) !== index);
    throw new Error(`two steps have the id ${twice?.id}`);
  }
  const trimmed = steps.map((step) => ({ ...step, dependsOn: step.dependsOn.filter((id) => byId.has(id)) }));
  const totals = { create: 0, update: 0, delete: 0, host: 0 };
  for (const { change } of trimmed) totals[change] += 1;
  return { mesh, steps: inOrder(trimmed), totals, notes };
}

function inOrder(steps: readonly Step[]): readonly Step[] {
  const done = new Set<string>();
  const ordered: Step[] = [];
  let waiting = steps;
  while (waiting.length > 0) {
    const ready = waiting.filter((step) => step.dependsOn.every((id) => done.has(id)));
    if (ready.length === 0) throw new Error(`steps depend on each other: ${waiting.map(({ id }) => id).join(', ')}`);
    for (const step of ready) done.add(step.id);
    ordered.push(...ready);
    waiting = waiting.filter((step) => !done.has(step.id));
  }
  return ordered;
}

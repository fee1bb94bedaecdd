/** The least-privilege IAM policy for a command on this mesh. */
import { logGroupName } from '#mesh/names.ts';
import type { Spec } from '#mesh/spec/schema.ts';
import { actionsOfCommand, type PolicyCommand, type PolicyOptions } from './commands.ts';
import { type Narrowing, type Scope, scopesOf } from './scope.ts';

export interface PolicyStatement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Scope['condition'];
}

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

/** Needs only the spec: works for an identity without any permission yet. */
export function policyOfCommand(spec: Spec, command: PolicyCommand, options: PolicyOptions = {}): PolicyDocument {
  const openSsh = options.openSsh === true || spec.ssh.openOnDemand;
  const ownTags = Object.keys(spec.tags).length > 0;
  const actions = actionsOfCommand(command, { ...options, openSsh, ownTags });
  const given: Narrowing = {
    spec,
    logGroup: logGroupName(spec.mesh, spec.logs.group),
    actions,
    opensOnly: command !== 'apply' && command !== 'fix' && command !== 'destroy',
  };
  return { Version: '2012-10-17', Statement: statements(actions, (action) => scopesOf(action, given)) };
}

/**
 * Groups actions with the same scope, and resources with the same actions. Resources that carry the mesh's tag, or are created
 * with it, share statements, which allows no more: an action does not touch resources of another type.
 */
function statements(
  actions: readonly string[],
  scopes: (action: string) => readonly Scope[],
): readonly PolicyStatement[] {
  const pairs = actions.flatMap((action) => scopes(action).map((scope) => ({ scope, action })));
  const byScope = grouped(pairs, ({ scope }) => JSON.stringify(isOwn(scope) ? scope.condition : scope)).map((same) => ({
    condition: same[0].scope.condition,
    actions: distinct(same.map(({ action }) => action)),
    resources: distinct(same.flatMap(({ scope }) => scope.resources)),
  }));
  return grouped(byScope, (one) => JSON.stringify([one.actions, one.condition])).map((same) => ({
    Effect: 'Allow',
    Action: same[0].actions,
    Resource: distinct(same.flatMap(({ resources }) => resources)),
    ...(same[0].condition === undefined ? {} : { Condition: same[0].condition }),
  }));
}

const isOwn = ({ condition }: Scope): boolean => /aws:(Resource|Request)Tag\//.test(JSON.stringify(condition ?? {}));
const distinct = (all: readonly string[]): readonly string[] => [...new Set(all)];

function grouped<T>(all: readonly T[], keyOf: (one: T) => string): readonly (readonly [T, ...T[]])[] {
  const byKey = new Map<string, [T, ...T[]]>();
  for (const one of all) {
    const key = keyOf(one);
    const there = byKey.get(key);
    if (there === undefined) byKey.set(key, [one]);
    else there.push(one);
  }
  return [...byKey.values()];
}

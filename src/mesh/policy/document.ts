/** The least-privilege IAM policy for a command on this mesh. */
import { logGroupName } from '#mesh/names.ts';
import type { Spec } from '#mesh/spec/schema.ts';
import { actionsOfCommand, type PolicyCommand, type PolicyOptions } from './commands.ts';
import { type Narrowing, type Scope, scopesOf, taggingCalls } from './scope.ts';

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
  const actions = actionsOfCommand(command, { ...options, openSsh: options.openSsh === true || spec.ssh.openOnDemand });
  // Reading commands only change SSH rules, in the mesh's own groups.
  const opensOnly = command !== 'apply' && command !== 'fix' && command !== 'destroy';
  const given: Narrowing = {
    spec,
    logGroup: logGroupName(spec.mesh, spec.logs.group),
    creating: taggingCalls.filter((one) => actions.includes(one)).map((one) => one.slice('ec2:'.length)),
  };
  return { Version: '2012-10-17', Statement: statements(actions, (action) => scopesOf(action, given, opensOnly)) };
}

/** Groups actions with the same scope, and resources with the same actions. */
function statements(
  actions: readonly string[],
  scopes: (action: string) => readonly Scope[],
): readonly PolicyStatement[] {
  const byScope = grouped(
    actions.flatMap((action) => scopes(action).map((scope) => ({ scope, action }))),
    ({ scope }) => JSON.stringify(scope),
  ).map((same) => ({ scope: same[0].scope, actions: [...new Set(same.map(({ action }) => action))] }));
  const byActions = grouped(byScope, (one) => JSON.stringify([one.actions, one.scope.condition]));
  return byActions.map((same) => {
    const [{ scope, actions: Action }] = same;
    return {
      Effect: 'Allow',
      Action,
      Resource: [...new Set(same.flatMap((one) => one.scope.resources))],
      ...(scope.condition === undefined ? {} : { Condition: scope.condition }),
    };
  });
}

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

/** A sandbox with a landscape, the product's use cases on it, and what a mesh comes to there from its first call to its last. */
import { expect } from 'vitest';
import { auditFacts } from '#app/audit/audit.ts';
import { collectFacts } from '#app/audit/collect.ts';
import { applyMesh } from '#app/build/apply.ts';
import { destroyMesh } from '#app/build/destroy.ts';
import { createAwsCloud } from '#aws/cloud.ts';
import { checks } from '#checks/index.ts';
import { type ParsedSpec, parseSpec } from '#mesh/spec/spec.ts';
import type { WorldRows } from '#sandbox/api/store/world.ts';
import type { LandscapeName } from '#sandbox/landscapes/names.ts';
import { startSandbox, type TestSandbox } from '../sandbox/sandbox.ts';
import './as-it-was.ts';
import { applyCloudSteps } from './cloud-steps.ts';
import { hostlessTools } from './hostless.ts';

export const regions = ['us-east-1', 'us-east-2'] as const;

/** Lines of a member besides its region and its VPC. */
type More = Readonly<Partial<Record<(typeof regions)[number], string>>>;

export interface Ground {
  readonly sandbox: TestSandbox;
  readonly tools: ReturnType<typeof hostlessTools>;
  /** The id of the row with this Name. */
  id(region: string, kind: 'vpcs' | 'subnets' | 'routeTables' | 'groups', name: string): string;
  spec(more?: More): ParsedSpec;
}

export async function ground(landscape: LandscapeName | undefined): Promise<Ground & { stop(): Promise<void> }> {
  const sandbox = await startSandbox({ regions, ...(landscape === undefined ? {} : { landscape }) });
  process.env.AWS_ENDPOINT_URL = sandbox.endpoint;
  process.env.AWS_ACCESS_KEY_ID = sandbox.credentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = sandbox.credentials.secretAccessKey;
  process.env.AWS_EC2_METADATA_DISABLED = 'true';
  const cloud = createAwsCloud({ regions });
  const id: Ground['id'] = (region, kind, name) => {
    const found = sandbox.state().regions[region]?.[kind]?.find(({ tags }) => tags.Name === name)?.id;
    if (found === undefined) throw new Error(`${region} has nothing of ${kind} named ${name}`);
    return found;
  };
  const spec = (more: More = {}): ParsedSpec => {
    const members = regions.map((region) => {
      const vpc = /vpc: /.test(more[region] ?? '') ? '' : `, vpc: ${id(region, 'vpcs', region)}`;
      return `  - {region: ${region}${vpc}${more[region] === undefined ? '' : `, ${more[region]}`}}\n`;
    });
    return parseSpec(`mesh: land\nmembers:\n${members.join('')}ssh: {from: [192.0.2.7/32]}\n`, 'vpnmesh.yaml');
  };
  return {
    sandbox,
    tools: hostlessTools(cloud),
    id,
    spec,
    stop: async () => {
      cloud.close();
      await sandbox.stop();
    },
  };
}

/** What is there and is not the mesh's business to have changed. */
export function worldOf({ regions: all, roles, profiles, users }: WorldRows): unknown {
  const kept = Object.entries(all).map(([name, { clientTokens: _, logStreams: __, ...rows }]) => {
    const instances = (rows.instances ?? []).filter(({ state }) => state !== 'terminated');
    const sorted = Object.entries({ ...rows, instances }).map(([kind, list]) => [
      kind,
      list.toSorted((a: { readonly id: string }, b: { readonly id: string }) => (a.id < b.id ? -1 : 1)),
    ]);
    return [name, Object.fromEntries(sorted)];
  });
  return { roles, profiles, users, regions: Object.fromEntries(kept) };
}

/** Calls that changed something. */
const changes = ({ sandbox }: Ground): readonly string[] =>
  sandbox
    .requests()
    .filter(({ mutating, dryRun, code }) => mutating && !dryRun && code === undefined)
    .map(({ action }) => action);

/** The audit without hosts: what it says of AWS. */
export async function complaints({ tools }: Ground, parsed: ParsedSpec): Promise<readonly string[]> {
  const facts = await collectFacts(parsed, tools, { openSsh: false, hosts: 'none' });
  const { results } = auditFacts(facts, checks, new Date());
  return [...new Set(results.filter(({ status }) => status === 'fail').map(({ check }) => check))].toSorted();
}

/** What the audit says of one check, in order. */
export async function verdicts({ tools }: Ground, parsed: ParsedSpec, check: string): Promise<readonly string[]> {
  const facts = await collectFacts(parsed, tools, { openSsh: false, hosts: 'none' });
  const { results } = auditFacts(facts, checks, new Date());
  return results
    .filter((one) => one.check === check)
    .map(({ status }) => status)
    .toSorted();
}

/** Builds, audits and takes away. @returns what the plan notes, and where the concentrators stood */
export async function wholeLife(
  on: Ground,
  parsed: ParsedSpec,
  standing: () => void | Promise<void> = () => {},
): Promise<{
  readonly notes: string;
  readonly complaints: readonly string[];
  readonly subnets: readonly string[];
}> {
  const before = worldOf(on.sandbox.state());
  const { failed, notes, left } = await applyCloudSteps(parsed, on.tools, { looking: true });
  expect(failed).toEqual([]);
  expect(left).toEqual([]);
  await standing();
  const said = await complaints(on, parsed);
  const rows = on.sandbox.state().regions;
  const subnets = Object.values(rows).flatMap(({ interfaces = [], subnets: all = [] }) =>
    interfaces
      .filter(({ tags }) => tags['vpnmesh:mesh'] === 'land')
      .map(({ subnetId }) => all.find(({ id }) => id === subnetId)?.tags.Name ?? subnetId),
  );
  const { reports } = await destroyMesh(parsed, on.tools, { deleteLogs: true });
  expect(reports.filter(({ outcome }) => outcome !== 'done').map(({ step, error }) => [step.id, error])).toEqual([]);
  await on.sandbox.idle();
  expect(worldOf(on.sandbox.state())).toEqual(before);
  return { notes: notes.join('\n'), complaints: said, subnets };
}

/** Apply says no, in these words, and has changed nothing. */
export async function refused(on: Ground, parsed: ParsedSpec, ...words: readonly RegExp[]): Promise<void> {
  const before = worldOf(on.sandbox.state());
  const said = await applyMesh(parsed, on.tools, false).then(
    () => 'nothing',
    (error: unknown) => {
      const { message, next } = error as { readonly message: string; readonly next?: string };
      return `${message}\n${next ?? ''}`;
    },
  );
  for (const word of words) expect(said).toMatch(word);
  expect(changes(on)).toEqual([]);
  expect(worldOf(on.sandbox.state())).toEqual(before);
}

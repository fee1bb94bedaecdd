/** After a run of tests, AWS's own models judge what went over the wire to the sandboxes, where botocore is installed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Violation {
  readonly service: string;
  readonly operation: string;
  readonly side: 'request' | 'answer';
  readonly path: string;
  readonly what: string;
  readonly count: number;
}

export interface Judgement {
  readonly exchanges: number;
  readonly operations: number;
  readonly violations: readonly Violation[];
}

/** @param exchanges one a line, as src/sandbox/api/wire-log.ts writes them @returns undefined where there is no botocore */
export function judged(exchanges: string): Judgement | undefined {
  const { status, stdout, stderr } = spawnSync('python3', [join(import.meta.dirname, 'judge.py')], {
    input: exchanges,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === null || status === 3 || (status === 127 && stdout === '')) return undefined;
  if (status > 1 || stdout === '') throw new Error(`the judge ended with ${status}: ${stderr}`);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const { exchanges: count, operations } = lines.at(-1);
  return { exchanges: count, operations, violations: lines.slice(0, -1) };
}

/** Where this run's sandboxes write; undefined before it has begun, and where somebody else judges. */
let folder: string | undefined;

/** Vitest's global setup: the environment is handed on to all that the tests start. */
export function setup(): void {
  if (process.env.VPNMESH_SANDBOX_WIRE !== undefined) return;
  folder = mkdtempSync(join(tmpdir(), 'vpnmesh-wire-'));
  process.env.VPNMESH_SANDBOX_WIRE = folder;
}

export function teardown(): void {
  if (folder === undefined) return;
  const from = folder;
  const recorded = readdirSync(from).map((name) => readFileSync(join(from, name), 'utf8'));
  rmSync(from, { recursive: true });
  if (recorded.length === 0) return;
  const judgement = judged(recorded.join(''));
  if (judgement === undefined) {
    console.info("not judged by AWS's models: python3 has no botocore here");
    return;
  }
  const { exchanges, operations, violations } = judgement;
  for (const { service, operation, side, path, what, count } of violations)
    console.error(`against AWS's model: ${service}:${operation}, ${side} ${path}: ${what} (${count} times)`);
  console.info(
    `judged by AWS's models: ${exchanges} exchanges of ${operations} operations, ${violations.length} violations`,
  );
  if (violations.length > 0) process.exitCode = 1;
}

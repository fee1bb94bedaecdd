/** What AWS's own models say of answers: values of enumerations, and where lists come in pages. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export interface Paging {
  /** Paths in the answer. */
  readonly list: string;
  readonly answered: string;
  /** The parameter that brings the token back. */
  readonly asked: string;
}

export interface OperationModel {
  /** By paths of the answer's members. */
  readonly enums: Readonly<Record<string, readonly string[]>>;
  readonly pages: Paging | null;
}

export type Models = Readonly<Record<string, OperationModel>>;

/** @param operations as in `ec2:DescribeVpcs` @returns undefined where python3 has no botocore */
export function modelsOf(operations: readonly string[]): Models | undefined {
  const { status, stdout, stderr } = spawnSync('python3', [join(import.meta.dirname, 'model.py'), ...operations], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === null || status === 3 || (status === 127 && stdout === '')) return undefined;
  if (status !== 0) throw new Error(`model.py ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

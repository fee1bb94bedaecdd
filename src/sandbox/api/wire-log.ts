/**
 * Whole exchanges, where VPNMESH_SANDBOX_WIRE names a folder: what test/model/judge.py holds against AWS's own models.
 * One of a kind is kept: two that differ in numbers and ids alone say the same.
 */
import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Exchange {
  readonly service: string;
  readonly action: string;
  /** The request's body as it came. */
  readonly request: string;
  readonly status: number;
  readonly answer: string;
}

export type WireLog = (exchange: Exchange) => void;

/** @returns what writes exchanges down; undefined where nobody wants them. */
export function wireLog(folder = process.env.VPNMESH_SANDBOX_WIRE): WireLog | undefined {
  if (folder === undefined || folder === '') return undefined;
  const file = join(folder, `${process.pid}.jsonl`);
  const known = new Set<string>();
  return (exchange) => {
    const kind = createHash('sha1')
      .update(
        [exchange.action, exchange.request, exchange.status, exchange.answer].join('\n').replaceAll(/[0-9a-f]+/g, '0'),
      )
      .digest('base64');
    if (known.has(kind)) return;
    known.add(kind);
    appendFileSync(file, `${JSON.stringify(exchange)}\n`, { mode: 0o600 });
  };
}

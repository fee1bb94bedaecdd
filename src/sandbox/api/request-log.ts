/** One JSON line per request: what proves afterwards which calls were made. */
import { appendFileSync } from 'node:fs';

export interface RequestLine {
  /** RFC 3339. */
  readonly time: string;
  readonly region: string;
  readonly service: string;
  readonly action: string;
  /** True when the action can change something, whether or not it did. */
  readonly mutating: boolean;
  readonly dryRun: boolean;
  readonly status: number;
  /** Error code, absent on success. */
  readonly code?: string;
  /** ARN, absent when nobody was recognised. */
  readonly caller?: string;
  readonly requestId: string;
  readonly userAgent: string;
  readonly durationMs: number;
}

/** Written at once, so that whoever got an answer finds its line. */
export const appendRequest = (path: string, line: RequestLine): void =>
  appendFileSync(path, `${JSON.stringify(line)}\n`);

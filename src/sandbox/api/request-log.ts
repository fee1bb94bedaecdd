/** One JSON line per request: what proves afterwards which calls were made. */
import { appendFileSync, existsSync, renameSync, statSync } from 'node:fs';

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

/** Bytes after which a new file is begun; the one before it is kept beside it, `.1`. */
const mostBytes = 32 * 1024 * 1024;

export class RequestLog {
  readonly #path: string;
  #bytes: number;

  constructor(path: string) {
    this.#path = path;
    this.#bytes = existsSync(path) ? statSync(path).size : 0;
  }

  /** Written at once, so that whoever got an answer finds its line. */
  append(line: RequestLine): void {
    const text = `${JSON.stringify(line)}\n`;
    if (this.#bytes + text.length > mostBytes) {
      renameSync(this.#path, `${this.#path}.1`);
      this.#bytes = 0;
    }
    appendFileSync(this.#path, text);
    this.#bytes += text.length;
  }
}

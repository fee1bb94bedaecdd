/** Where the wizard works: which AWS, which file, and what that file said when it was read. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CommonFlags } from '#cli/settings.ts';
import type { Draft } from '#mesh/draft.ts';
import { draftText } from '#mesh/draft-text.ts';
import { OperatorError } from '#mesh/errors.ts';
import { type ParsedSpec, parseSpec } from '#mesh/spec.ts';

export class Session {
  flags: CommonFlags;
  readonly #given: CommonFlags;
  readonly #environment: NodeJS.ProcessEnv;
  /** Text of the file when it was read or written last; undefined while there is none. */
  base: string | undefined;

  constructor(flags: CommonFlags) {
    this.flags = flags;
    this.#given = flags;
    this.#environment = { ...process.env };
  }

  get file(): string {
    return this.flags.file ?? 'vpnmesh.yaml';
  }

  /** Back to the operator's own AWS: what the sandbox put into the environment goes. */
  async outside(): Promise<void> {
    for (const name of Object.keys(process.env)) {
      if (!(name in this.#environment)) delete process.env[name];
    }
    Object.assign(process.env, this.#environment);
    this.flags = this.#given;
  }

  /** @throws OperatorError when no sandbox can be brought up */
  async sandbox(): Promise<void> {
    const { inSandbox } = await import('#cli/sandbox-flags.ts');
    // Progress belongs to the screen; there is nobody else to tell.
    this.flags = await inSandbox({ ...this.#given, sandbox: true }, () => undefined);
  }

  /** The spec of the file, undefined where there is none. @throws SpecError */
  read(): ParsedSpec | undefined {
    this.base = this.#onDisk();
    return this.base === undefined ? undefined : parseSpec(this.base, this.file);
  }

  #onDisk(): string | undefined {
    return existsSync(this.file) ? readFileSync(this.file, 'utf8') : undefined;
  }

  /** What the draft means. @throws SpecError */
  parse(draft: Draft): ParsedSpec {
    return parseSpec(draftText(draft, this.base), this.file);
  }

  /** @throws OperatorError when somebody else has changed the file meanwhile */
  save(draft: Draft): string {
    return this.write(draftText(draft, this.base));
  }

  /** Written beside and renamed into place. */
  write(text: string): string {
    const path = resolve(this.file);
    if (this.#onDisk() !== this.base) {
      throw new OperatorError(
        `${path} was changed by somebody else since it was read`,
        'start again to go on from what it says now, or move it away',
      );
    }
    if (text === this.base) return path;
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
    this.base = text;
    return path;
  }
}

/** Where the wizard works: which AWS, which file, and what that file said when it was read. */
import { resolve } from 'node:path';
import { structuredPatch } from 'diff';
import type { CommonFlags } from '#cli/settings.ts';
import { checkFile, FileFault } from '#files/read-text.ts';
import { OperatorError } from '#mesh/errors.ts';
import type { Draft } from '#mesh/spec/draft.ts';
import { draftText } from '#mesh/spec/draft-text.ts';
import { type ParsedSpec, parseSpec } from '#mesh/spec/spec.ts';
import { endsMixed, inTheMannerOf, plainText } from './line-ends.ts';
import { readRecord, writeRecord } from './spec-record.ts';

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

  /** The spec of the file, undefined where there is none. @throws SpecError, OperatorError */
  read(): ParsedSpec | undefined {
    this.base = readFinite(this.file);
    return this.base === undefined ? undefined : parseSpec(this.base, this.file);
  }

  /** What the draft means. @throws SpecError */
  parse(draft: Draft): ParsedSpec {
    return parseSpec(this.textOf(draft), this.file);
  }

  /** What the file would say. */
  textOf(draft: Draft): string {
    return this.changed((base) => draftText(draft, base));
  }

  /** What the file would say after the change, in its own manner. */
  changed(change: (base: string | undefined) => string): string {
    const { base } = this;
    return inTheMannerOf(change(base === undefined ? undefined : plainText(base)), base);
  }

  /** Lines of a unified diff from the file as it is to the text; none where it says so already. */
  difference(text: string): readonly string[] {
    const { base = '' } = this;
    const { hunks } = structuredPatch('', '', plainText(base), plainText(text), '', '', { context: 2 });
    const lines = hunks.flatMap((hunk, index) => (index === 0 ? hunk.lines : ['...', ...hunk.lines]));
    return lines.length > 0 && endsMixed(base) ? [mixed, ...lines] : lines;
  }

  /** @throws OperatorError when somebody else has changed the file meanwhile, or it cannot be written */
  write(text: string): string {
    const path = this.unchanged();
    if (text === this.base) return path;
    writeRecord(path, text);
    this.base = text;
    return path;
  }

  /** The file's path, while it says what it said when it was read. @throws OperatorError when it does not */
  unchanged(): string {
    const path = resolve(this.file);
    if (readFinite(path) === this.base) return path;
    throw new OperatorError(
      `${path} was changed by somebody else since it was read`,
      'start again to go on from what it says now, or move it away',
    );
  }
}

const mixed = 'lines end in CRLF and in LF: each that stays keeps its end, a new one ends as the line before it';

/** The file as it is, undefined where there is none: a pipe or a device would be read for ever. @throws OperatorError */
function readFinite(file: string): string | undefined {
  try {
    checkFile(file);
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    if (error.code === 'IRREGULAR' || error.code === 'TOOBIG' || error.code === 'EISDIR') {
      throw new OperatorError(
        `cannot read the spec ${resolve(file)}: ${error.message}`,
        'name another one with --file',
      );
    }
  }
  return readRecord(file);
}

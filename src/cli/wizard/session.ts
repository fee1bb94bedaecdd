/** The wizard's session: which AWS, which file, and the file's text when it was read. */
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
  /** The file's text when last read or written; undefined while it does not exist. */
  base: string | undefined;

  constructor(flags: CommonFlags) {
    this.flags = flags;
    this.#given = flags;
    this.#environment = { ...process.env };
  }

  get file(): string {
    return this.flags.file ?? 'vpnmesh.yaml';
  }

  /** Back to the operator's own AWS: removes the sandbox's environment variables. */
  async outside(): Promise<void> {
    for (const name of Object.keys(process.env)) {
      if (!(name in this.#environment)) delete process.env[name];
    }
    Object.assign(process.env, this.#environment);
    this.flags = this.#given;
  }

  /** @throws OperatorError if no sandbox can start */
  async sandbox(): Promise<void> {
    const { inSandbox } = await import('#cli/in-sandbox.ts');
    // The screen shows progress; no one else needs it.
    this.flags = await inSandbox({ ...this.#given, sandbox: true }, () => undefined);
  }

  /** The file's spec, undefined if it does not exist. @throws SpecError, OperatorError */
  read(): ParsedSpec | undefined {
    this.base = readFinite(this.file);
    return this.base === undefined ? undefined : parseSpec(this.base, this.file);
  }

  /** The draft as a spec. @throws SpecError */
  parse(draft: Draft): ParsedSpec {
    return parseSpec(this.textOf(draft), this.file);
  }

  /** The file's new text. */
  textOf(draft: Draft): string {
    return this.changed((base) => draftText(draft, base));
  }

  /** The file's new text after a change, in its own style. */
  changed(change: (base: string | undefined) => string): string {
    const { base } = this;
    return inTheMannerOf(change(base === undefined ? undefined : plainText(base)), base);
  }

  /** A unified diff from the file to the text; empty if they are equal. */
  difference(text: string): readonly string[] {
    const { base = '' } = this;
    const { hunks } = structuredPatch('', '', plainText(base), plainText(text), '', '', { context: 2 });
    const lines = hunks.flatMap((hunk, index) => (index === 0 ? hunk.lines : ['...', ...hunk.lines]));
    return lines.length > 0 && endsMixed(base) ? [mixed, ...lines] : lines;
  }

  /** @throws OperatorError if the file has changed meanwhile, or cannot be written */
  write(text: string): string {
    const path = this.unchanged();
    if (text === this.base) return path;
    writeRecord(path, text);
    this.base = text;
    return path;
  }

  /** The file's path, if the file is unchanged since it was read. @throws OperatorError otherwise */
  unchanged(): string {
    const path = resolve(this.file);
    if (readFinite(path) === this.base) return path;
    throw new OperatorError(
      `${path} has changed since it was read`,
      'start again with the new version, or move it away',
    );
  }
}

const mixed = 'mixed line endings (CRLF and LF): unchanged lines keep theirs, a new line ends like the one before';

/** The file's text, undefined if it does not exist; refuses pipes and devices, which never end. @throws OperatorError */
function readFinite(file: string): string | undefined {
  try {
    checkFile(file);
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    if (error.code === 'IRREGULAR' || error.code === 'TOOBIG' || error.code === 'EISDIR') {
      throw new OperatorError(
        `cannot read the spec ${resolve(file)}: ${error.message}`,
        'choose another one with --file',
      );
    }
  }
  return readRecord(file);
}

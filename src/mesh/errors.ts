/** Errors the operator can fix: what happened, to what, why, and the next thing to do. */

/** A place in a file; line and column count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What all errors have in common that are no fault of ours: `message` says what happened, to what and why. No stack is shown. */
export class ExplainedError extends Error {
  /** The next thing to do, an imperative sentence. */
  readonly next: string | undefined;
  constructor(message: string, next?: string, options?: ErrorOptions) {
    super(message, options);
    this.next = next;
  }
}

/** Could not run or failed, exit code 1. */
export class OperatorError extends ExplainedError {
  override name = 'OperatorError';
}

/** One fault of a spec and its hint. */
export interface SpecProblem {
  readonly position: Position;
  readonly message: string;
  readonly hint: string;
  /** `overlap`: members claim the same addresses, which a check of the audit judges too. */
  readonly kind?: 'overlap';
}

/** Bad usage, exit code 2. */
export class UsageError extends OperatorError {}

/** An invalid spec, exit code 2. Carries every problem, not only the first. */
export class SpecError extends UsageError {
  override name = 'SpecError';
  readonly problems: readonly SpecProblem[];
  constructor(problems: readonly SpecProblem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.problems = problems;
  }
}

/** `file:line:column: message: hint`, the form editors jump to. */
export function formatProblem({ position, message, hint }: SpecProblem): string {
  return `${position.file}:${position.line}:${position.column}: ${message}: ${hint}`;
}

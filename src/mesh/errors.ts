/** Errors the operator can fix: what happened, to what, why, and the next thing to do. */

/** A place in a file; line and column count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A failure that the operator can fix; shown without a stack, exit code 1. */
export class OperatorError extends Error {
  /** The next thing to do, an imperative sentence. */
  readonly next: string | undefined;
  constructor(message: string, next?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OperatorError';
    this.next = next;
  }
}

/** One fault of a spec and its hint. */
export interface SpecProblem {
  readonly position: Position;
  readonly message: string;
  readonly hint: string;
}

/** Bad usage, exit code 2. */
export class UsageError extends OperatorError {}

/** An invalid spec, exit code 2. Carries every problem, not only the first. */
export class SpecError extends UsageError {
  readonly problems: readonly SpecProblem[];
  constructor(problems: readonly SpecProblem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.name = 'SpecError';
    this.problems = problems;
  }
}

/** `file:line:column: message: hint`, the form editors jump to. */
export function formatProblem({ position, message, hint }: SpecProblem): string {
  return `${position.file}:${position.line}:${position.column}: ${message}: ${hint}`;
}

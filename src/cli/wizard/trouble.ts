/** Errors as the wizard shows them. */
import { OperatorError, SpecError } from '#mesh/errors.ts';
import { CloudError } from '#ports/cloud.ts';
import { ShellError } from '#ports/shell.ts';
import type { Trouble } from '#ui/model/remote.ts';

/** @throws bugs of ours */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof SpecError) {
    const [first] = error.problems;
    if (first !== undefined) return { message: first.message, next: first.hint };
  }
  if (error instanceof OperatorError || error instanceof CloudError) {
    return { message: error.message, ...(error.next === undefined ? {} : { next: error.next }) };
  }
  if (error instanceof ShellError) return { message: error.message };
  throw error;
}

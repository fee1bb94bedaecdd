/** Errors as the wizard shows them. */
import { ExplainedError, SpecError } from '#mesh/errors.ts';
import type { Trouble } from '#ui/model/loading.ts';

/** @throws bugs of ours */
export function errorTextOf(error: unknown): Trouble {
  if (error instanceof SpecError) {
    const [first] = error.problems;
    if (first !== undefined) return { message: first.message, next: first.hint };
  }
  if (error instanceof ExplainedError) {
    return { message: error.message, ...(error.next === undefined ? {} : { next: error.next }) };
  }
  throw error;
}

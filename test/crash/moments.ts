/** Every moment at which a run may die: before and after each of its calls that change something. */
import type { Death } from './mortal.ts';

export type Moment = Death;

export function momentsOf(calls: number): readonly Moment[] {
  return Array.from({ length: calls }, (_, index) => index + 1).flatMap((at): readonly Moment[] => [
    { at, when: 'before' },
    { at, when: 'after' },
  ]);
}

export const momentName = ({ at, when }: Moment): string => `${when} call ${at}`;

/** Every moment at which a run may die: before and after each of its calls that change something. */
import { type Sample, sampling } from '../support/sample.ts';
import type { Death } from './mortal.ts';

export type Moment = Death;

export function momentsOf(calls: number): readonly Moment[] {
  return Array.from({ length: calls }, (_, index) => index + 1).flatMap((at): readonly Moment[] => [
    { at, when: 'before' },
    { at, when: 'after' },
  ]);
}

export const momentName = ({ at, when }: Moment): string => `${when} call ${at}`;

/** The share of moments that a file of this suite tries. Called once in a file, at its top. */
export const samplingMoments = (): Sample =>
  sampling({ command: 'npm run test:crash', what: 'moments of death', wish: process.env.VPNMESH_CRASH });

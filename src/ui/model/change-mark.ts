/** A step's change as one character. */
import type { StepChange } from '#mesh/plan/steps.ts';
import type { Tone } from '#ui/theme.ts';

export const changeMark: Readonly<Record<StepChange, readonly [mark: string, tone: Tone]>> = {
  create: ['+', 'good'],
  update: ['~', 'change'],
  delete: ['-', 'bad'],
  host: ['>', 'change'],
};

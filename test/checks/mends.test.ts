/** Every check that says it can be mended by one key can, and no other. */
import { describe, expect, it } from 'vitest';
import { checks } from '#checks/index.ts';
import { mendable, wantsOf } from '#checks/remedies/index.ts';
import { planOf } from '#mesh/plan/steps.ts';
import { planMend } from '#mesh/remedy/plan.ts';
import { healthy, ill, judged, read } from './healthy.ts';
import { illnesses } from './illnesses.ts';

describe('remedies', () => {
  it('exist for exactly the checks whose remedy is no guidance', () => {
    const claimed = checks.filter(({ remedy }) => remedy.risk !== 'guidance').map(({ id }) => id);
    expect([...mendable].toSorted()).toEqual(claimed.toSorted());
  });

  const whole = read(healthy().desired);
  for (const [id, all] of Object.entries(illnesses).filter(([check]) => mendable.includes(check))) {
    for (const [name, change] of Object.entries(all)) {
      it(`${id}: ${name} wants something at the place it was found`, () => {
        const facts = ill(change);
        const failing = judged(facts).results.filter(({ check, status }) => check === id && status === 'fail');
        expect(failing).not.toEqual([]);
        for (const result of failing) {
          const wants = wantsOf(result, facts);
          expect(wants, result.message).not.toEqual([]);
          // Whatever it wants makes a plan: no step twice, none that waits for itself.
          planMend(whole, planOf(facts.mesh, [], []), wants, 'safe');
        }
      });
    }
  }
});

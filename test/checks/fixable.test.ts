/** Every check that says it can be repaired by one key can, and no other. */
import { describe, expect, it } from 'vitest';
import { checks } from '#checks/index.ts';
import { fixableChecks, remediesOf } from '#checks/remedies/index.ts';
import { planOf } from '#mesh/plan/steps.ts';
import { planRemedies } from '#mesh/remedy/plan.ts';
import { healthy, ill, judged, read } from './healthy.ts';
import { illnesses } from './illnesses.ts';

describe('remedies', () => {
  it('exist for exactly the checks whose remedy is no guidance', () => {
    const claimed = checks.filter(({ remedy }) => remedy.risk !== 'guidance').map(({ id }) => id);
    expect([...fixableChecks].toSorted()).toEqual(claimed.toSorted());
  });

  const whole = read(healthy().desired);
  for (const [id, all] of Object.entries(illnesses).filter(([check]) => fixableChecks.includes(check))) {
    for (const [name, change] of Object.entries(all)) {
      it(`${id}: ${name} wants something at the place it was found`, () => {
        const facts = ill(change);
        const failing = judged(facts).results.filter(({ check, status }) => check === id && status === 'fail');
        expect(failing).not.toEqual([]);
        for (const result of failing) {
          const wants = remediesOf(result, facts);
          expect(wants, result.message).not.toEqual([]);
          // Whatever it wants makes a plan: no step twice, none that waits for itself.
          planRemedies(whole, planOf(facts.mesh, [], []), wants, 'safe');
        }
      });
    }
  }
});

import { describe, expect, test } from 'vitest';
import { officialImage } from '#linux/distributions.ts';
import { imageNames } from '#mesh/spec/images.ts';
import { type ProposalChoice, proposalsFor } from '#strongswan/proposals.ts';

const choices: readonly ProposalChoice[] = ['auto', 'cnsa1', 'baseline'];

describe('proposals', () => {
  test('an additional key exchange is named only where both ends are 6.0 or later', () => {
    expect(proposalsFor('auto', ['6.0.1', '6.0.1']).ike.join()).toContain('mlkem');
    expect(proposalsFor('auto', ['6.0.1', '5.9.8']).ike.join()).not.toContain('mlkem');
    expect(proposalsFor('auto', ['5.9.8', '6.0.1'])).toEqual(proposalsFor('auto', ['6.0.1', '5.9.8']));
  });

  test('every pair of images gets proposals that name a key exchange, and none that is forbidden', () => {
    for (const choice of choices) {
      for (const a of imageNames.map(officialImage)) {
        for (const b of imageNames.map(officialImage)) {
          const { ike, esp } = proposalsFor(choice, [a.strongswan, b.strongswan]);
          expect([...ike, ...esp].length).toBeGreaterThan(1);
          for (const proposal of [...ike, ...esp]) {
            expect(proposal).toMatch(/-(ecp|modp)\d+/);
            expect(proposal).not.toMatch(/3des|sha1|modp(768|1024|1536)\b|modp2048s/);
          }
        }
      }
    }
  });
});

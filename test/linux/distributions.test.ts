import { expect, test } from 'vitest';
import { hostProfile, officialImage } from '#linux/distributions.ts';
import { imageNames, supportedImages } from '#mesh/spec/images.ts';

test('every image that a spec may name has its publisher, and only Debian 12 is built so far', () => {
  expect(imageNames.map((name) => officialImage(name).owner).every((owner) => /^\d{12}$/.test(owner))).toBe(true);
  expect(supportedImages).toEqual(['debian-12']);
});

test('a name that is not in the table is refused by name', () => {
  expect(officialImage('debian-12').user).toBe('admin');
  for (const name of ['plan9', 'constructor']) {
    expect(() => officialImage(name)).toThrow(name);
    expect(() => hostProfile(name)).toThrow(name);
  }
});

test('a distribution that is not built yet has no host to be prepared', () => {
  expect(() => hostProfile('rocky-9')).toThrow(/rocky-9/);
});

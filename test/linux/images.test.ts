import { expect, test } from 'vitest';
import { imageProfile, images } from '#linux/images.ts';
import { imageNames } from '#mesh/spec/schema.ts';

test('every image the spec may name is in the table, and only Debian 12 is built so far', () => {
  expect(images.map(({ name }) => name)).toEqual([...imageNames]);
  expect(images.filter(({ supported }) => supported).map(({ name }) => name)).toEqual(['debian-12']);
});

test('a name that is not in the table is refused with what there is', () => {
  expect(imageProfile('debian-12').user).toBe('admin');
  expect(() => imageProfile('plan9')).toThrow(/plan9/);
});

import { expect, test } from 'vitest';
import { utcText } from '#mesh/time-text.ts';

test('a time names its zone, whatever zone it was written in', () => {
  expect(utcText('2026-11-28T16:44:29.831+01:00')).toBe('2026-11-28 15:44:29 UTC');
  expect(utcText(new Date(Date.UTC(2026, 10, 28, 15, 44, 29)))).toBe('2026-11-28 15:44:29 UTC');
});

test('what is no time stays as it is', () => {
  expect(utcText('never')).toBe('never');
});

/** A code of MFA at the terminal. */
import { expect, it } from 'vitest';
import { rewritten } from '#cli/text/progress.ts';
import { mfaCodeBy } from '../../src/cli/mfa-code.ts';

const serial = 'arn:aws:iam::123456789012:mfa/ana';

it('is asked for by its device, and may be typed with gaps', async () => {
  const asked: string[] = [];
  const code = mfaCodeBy(async (text) => {
    asked.push(text);
    return '123 456';
  });
  expect(await code(serial)).toBe('123456');
  expect(asked).toEqual([`MFA code of ${serial}: `]);
});

it.each([
  ['', 'none was entered'],
  ['12345', '12345'],
])('%j is none, and no call is made with it', async (typed, why) => {
  const given = mfaCodeBy(async () => typed)(serial);
  await expect(given).rejects.toMatchObject({
    name: 'CredentialsProviderError',
    message: expect.stringContaining(why),
  });
});

it('has nothing written over the question', async () => {
  let written = '';
  const progress = rewritten(
    (text) => {
      written += text;
    },
    () => 80,
  );
  progress.tell({ type: 'look-started', what: 'region', name: 'us-east-1' });
  expect(written).toContain('us-east-1');
  await progress.meanwhile(async () => {
    written = '';
    progress.tell({ type: 'look-started', what: 'region', name: 'us-east-2' });
    expect(written).toBe('');
  });
  expect(written).toContain('us-east-2');
  progress.end();
});

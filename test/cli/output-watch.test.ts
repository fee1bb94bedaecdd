/** What could not be written is told by its worst reason, and of what was open only where something was. */
import { afterEach, expect, it, vi } from 'vitest';
import { watchOutput } from '#cli/output.ts';

const fault = (code: string): Error => Object.assign(new Error(`${code}: it failed`), { code });

afterEach(() => {
  vi.restoreAllMocks();
  for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners('error');
});

async function ended(mayHaveOpened: boolean, ...codes: readonly string[]): Promise<readonly [number, string]> {
  const output = watchOutput();
  const [first, ...rest] = codes;
  if (first !== undefined) process.stdout.emit('error', fault(first));
  for (const code of rest) process.stderr.emit('error', fault(code));
  let said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text, ...more) => {
    said += String(text);
    const done = more.at(-1);
    if (typeof done === 'function') done();
    return true;
  });
  return [await output.codeOf(0, mayHaveOpened), said];
}

it('a reader that has left is no fault', async () => {
  expect(await ended(true, 'EPIPE', 'EPIPE')).toEqual([0, '']);
});

it.each([[['EPIPE', 'ENOSPC']], [['ENOSPC', 'EPIPE']]])('%j is a full disk', async (codes) => {
  const [code, said] = await ended(true, ...codes);
  expect(code).toBe(1);
  expect(said).toContain('(ENOSPC: it failed), so the command stopped\nnext: ');
  expect(said).toContain('; `vpnmesh status` says whether SSH is open');
});

it('nothing is said of SSH where nothing can have been open', async () => {
  const [, said] = await ended(false, 'ENOSPC');
  expect(said).toContain('so the command stopped\nnext: ');
  expect(said).not.toContain('SSH');
});

import { describe, expect, it } from 'vitest';
import { canRewrite, lineByLine, rewritten } from '#cli/text/progress.ts';

const started = (what: 'region' | 'host', name: string) => ({ type: 'look-started', what, name }) as const;
const finished = (what: 'region' | 'host', name: string, whole = true, text = 'read') =>
  ({ type: 'look-finished', what, name, whole, text }) as const;

/** What a terminal shows in the end: lines that stay, and the one that would be written over next. */
function screen(written: readonly string[]): readonly string[] {
  const lines = [''];
  for (const [index, part] of written.join('').split('\r\x1b[K').entries()) {
    // What stands before the mark is wiped, but for the lines that are done.
    if (index > 0) lines[lines.length - 1] = '';
    const [here = '', ...more] = part.split('\n');
    lines[lines.length - 1] += here;
    lines.push(...more);
  }
  return lines;
}

describe('progress on a terminal', () => {
  const see = (columns = 80) => {
    const written: string[] = [];
    return {
      written,
      progress: rewritten(
        (text) => written.push(text),
        () => columns,
      ),
    };
  };

  it('is one line that counts and names what is waited for, and is gone at the end', () => {
    const { written, progress } = see();
    progress.tell(started('region', 'us-east-1'));
    progress.tell(started('region', 'eu-west-1'));
    progress.tell(finished('region', 'us-east-1'));
    expect(screen(written)).toEqual([expect.stringMatching(/^read 1 of 2 regions; \d+ ms, waiting for eu-west-1$/)]);
    progress.tell(finished('region', 'eu-west-1'));
    expect(screen(written)).toEqual(['']);
    progress.end();
  });

  it('counts anew when regions are read anew', () => {
    const { written, progress } = see();
    for (const what of ['region', 'host'] as const) {
      progress.tell(started(what, 'us-east-1'));
      progress.tell(finished(what, 'us-east-1'));
    }
    progress.tell(started('region', 'us-east-1'));
    expect(screen(written)).toEqual([expect.stringMatching(/^read 0 of 1 regions; /)]);
    progress.end();
  });

  it('makes way for lines that stay', () => {
    const { written, progress } = see();
    progress.tell(started('host', 'us-east-1'));
    progress.around('note: something');
    expect(screen(written)).toEqual(['note: something', expect.stringMatching(/^read 0 of 1 hosts; /)]);
    progress.end();
    expect(screen(written)).toEqual(['note: something', '']);
  });

  it('never wraps', () => {
    const { written, progress } = see(40);
    for (let n = 0; n < 20; n++) progress.tell(started('host', `us-east-1-${n}`));
    const [line = ''] = screen(written);
    expect(line).toHaveLength(39);
    expect(line).toMatch(/\.\.\.$/);
    progress.end();
  });
});

describe('progress elsewhere', () => {
  it('is a line for each that was read or not, and never a control character', () => {
    const written: string[] = [];
    const progress = lineByLine((text) => written.push(text), false);
    progress.tell(started('region', 'us-east-1'));
    progress.tell(finished('region', 'us-east-1'));
    progress.tell(started('host', 'us-east-1'));
    progress.tell(finished('host', 'us-east-1', false, 'not read (timeout)'));
    progress.end();
    expect(written).toEqual(['region us-east-1: read\n', 'host us-east-1: not read (timeout)\n']);
  });

  it('names hosts that are waited for within two seconds, once and together, and regions not at all', async () => {
    const written: string[] = [];
    const progress = lineByLine((text) => written.push(text), false);
    progress.tell(started('region', 'us-east-1'));
    progress.tell(started('host', 'us-east-1'));
    progress.tell(started('host', 'us-east-2'));
    await new Promise((resolve) => setTimeout(resolve, 2_200));
    progress.end();
    expect(written).toEqual(['… host us-east-1, host us-east-2\n']);
  });

  it('is told where a terminal is dumb, belongs to CI, or is none', () => {
    expect(canRewrite({ TERM: 'xterm' }, true)).toBe(true);
    expect(canRewrite({ TERM: 'xterm', CI: 'false' }, true)).toBe(true);
    expect(canRewrite({ TERM: 'dumb' }, true)).toBe(false);
    expect(canRewrite({ TERM: 'xterm', CI: 'true' }, true)).toBe(false);
    expect(canRewrite({ TERM: 'xterm' }, false)).toBe(false);
  });
});

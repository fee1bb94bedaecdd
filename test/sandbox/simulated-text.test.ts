/** sed and sha256sum of simulated hosts, where they take a shorter way than just-bash's own, and where they must not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SimulatedMesh, startSimulatedMesh } from '../support/simulated-mesh.ts';

let mesh: SimulatedMesh;
let host = '';

beforeAll(async () => {
  mesh = await startSimulatedMesh({ regions: ['us-east-1'] });
  host = (await mesh.workload('us-east-1')).instanceId;
}, 30_000);

afterAll(async () => {
  await mesh?.down();
});

const said = async (script: string) => mesh.exec(host, 'sh', '-c', script);

describe('sed', () => {
  it.each([
    ["printf 'a\\n\\nb\\n' | sed 's/^/| /'", '| a\n| \n| b\n'],
    ["printf 'a\\nb' | sed 's/^/peer /'", 'peer a\npeer b'],
    ["printf '' | sed 's/^/| /'", ''],
    ["printf 'größe\\n' | sed 's/^/| /'", '| größe\n'],
    ["printf 'set a 1\\nset ab 2\\nunset a 3\\n' | sed -n 's/^set a //p'", '1\n'],
    ["printf 'Inst b\\nConf b\\n' | sed -n 's/^Inst /apt /p'", 'apt b\n'],
    ["printf 'one\\ntwo' >/tmp/text; sed 's/^/> /' /tmp/text", '> one\n> two'],
    ["printf 'one\\n' >/tmp/a; printf 'two\\n' >/tmp/b; sed 's/^/> /' /tmp/a /tmp/b", '> one\n> two\n'],
    // Expressions, not text.
    ["printf 'axb\\nacb\\n' | sed -n 's/^a.b/y/p'", 'y\ny\n'],
    ["printf 'ab\\n' | sed -n 's/^ab/<&>/p'", '<ab>\n'],
    ["printf '  a\\n' | sed 's/^ */variable /'", 'variable a\n'],
    ["printf 'a\\n' | sed 's/^/x/g'", 'xa\n'],
    ["printf 'a\\n' | sed -e 's/^/x/' -e 's/$/y/'", 'xay\n'],
  ])('%s', async (script, output) => {
    expect(await said(script)).toEqual({ code: 0, stdout: output, stderr: '' });
  });

  it('complains of a file that is not there', async () => {
    const { code, stderr } = await said("sed 's/^/| /' /nowhere");
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/\/nowhere: No such file or directory/);
  });
});

describe('sha256sum', () => {
  it.each([
    ["printf 'abc' | sha256sum", 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  -\n'],
    ["printf 'ü' | sha256sum | cut -c 1-16", '607474ca475a9724\n'],
    [
      "printf 'abc' >/tmp/abc; sha256sum /tmp/abc",
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  /tmp/abc\n',
    ],
  ])('%s', async (script, output) => {
    expect((await said(script)).stdout).toBe(output);
  });
});

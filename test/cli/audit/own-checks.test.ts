/** `--checks` through the built command line: the document's own example, and what is refused. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportSchema } from '#audit/report.ts';
import { healthy, type Ill, ill, read } from '../../checks/healthy.ts';
import type { Output } from '../../support/lab.ts';

const root = resolve(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'docs/writing-checks.md'), 'utf8');
const [, name = '', example = ''] = /<!-- example: (\S+) -->\n```js\n(.*?)```/s.exec(page) ?? [];

let folder: string;
let checks: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vpnmesh-own-'));
  checks = join(folder, 'checks');
  mkdirSync(checks);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function vpnmesh(...args: readonly string[]): Output {
  const env = { PATH: process.env.PATH ?? '', HOME: folder };
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist/bin.js'), ...args], {
    env,
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}
const put = (file: string, text: string): void => writeFileSync(join(checks, file), text);
function audit(change: (ill: Ill) => void, ...flags: readonly string[]): Output {
  const facts = join(folder, 'facts.json');
  writeFileSync(facts, JSON.stringify(ill(change)));
  return vpnmesh('audit', '--from', facts, '--checks', checks, ...flags);
}
const ofCheck = ({ stdout }: Output, id: string) =>
  reportSchema
    .strict()
    .parse(JSON.parse(stdout))
    .results.filter(({ check }) => check === id);

describe('the example of docs/writing-checks.md', () => {
  it('takes about twenty lines', () => {
    expect(name).toBe('kernel.mjs');
    expect(example.trim().split('\n').length).toBeLessThanOrEqual(22);
  });

  it('fails, passes, and is unknown where the host was not read', () => {
    put(name, example);
    const output = audit(({ west }) => {
      west.host.system = { ok: false, reason: { kind: 'denied', detail: 'sudo was refused' } };
    }, '--json');
    expect(output.code).toBe(21);
    expect(ofCheck(output, 'acme.kernel')).toMatchObject([
      { status: 'pass', message: expect.stringMatching(/^6\.1\./), resource: { id: 'us-east-1' } },
      { status: 'unknown', reason: { kind: 'denied' }, resource: { id: 'us-east-2' } },
    ]);
    const failing = audit(({ east }) => void Object.assign(read(east.host.system), { kernel: '5.10.0-30-amd64' }));
    expect(failing.code).toBe(20);
    expect(failing.stdout).toContain('fail    high     acme.kernel: kernel is 5.10.0-30-amd64');
  });

  it('is in the catalogue, is explained, and is run by its family', () => {
    put(name, example);
    expect(vpnmesh('checks', '--checks', checks).stdout).toMatch(/^acme\.kernel +high +Kernel is from the line/m);
    expect(vpnmesh('explain', 'acme.kernel', '--checks', checks).stdout).toContain('why          Our security team');
    const { checks: all } = JSON.parse(vpnmesh('checks', '--json', '--checks', checks).stdout) as {
      checks: readonly { readonly id: string }[];
    };
    expect(all.map(({ id }) => id)).toContain('acme.kernel');
    const only = audit(() => {}, '--check', 'acme', '--json');
    expect(ofCheck(only, 'acme.kernel')).toHaveLength(2);
    expect(JSON.parse(only.stdout).results).toHaveLength(2);
  });
});

describe('a folder of checks', () => {
  const refused = (...args: readonly string[]): string => {
    const { code, stdout, stderr } = vpnmesh('checks', '--checks', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).not.toMatch(/\n {4}at /);
    return stderr;
  };

  it('that is not there, or empty, is refused', () => {
    expect(refused(join(folder, 'nowhere'))).toMatch(/cannot read the folder .*nowhere: no such folder/);
    expect(refused(checks)).toMatch(/contains no check\nnext: /);
  });

  it('is refused with every file that is wrong, and what to repair in it', () => {
    put('a.mjs', 'export const chek = {};');
    put('b.mjs', 'export const check = {');
    put('c.mjs', example.replace("severity: 'high'", "severity: 'hihg'"));
    put('d.mjs', example.replace('acme.kernel', 'aws.kernel'));
    put('e.mjs', example);
    put('f.js', example);
    const told = refused(checks);
    expect(told).toContain('a.mjs exports no check: write `export const check');
    expect(told).toContain('cannot load b.mjs: SyntaxError');
    expect(told).toContain('c.mjs: severity must be one of critical, high, medium, low');
    expect(told).toContain('d.mjs: the family "aws" of aws.kernel belongs to vpnmesh');
    expect(told).toContain('f.js: e.mjs already has the id acme.kernel');
  });

  it('with a check that throws has that one unknown, and all others as ever', () => {
    put(name, example);
    put('thrower.mjs', `${example.replace('acme.kernel', 'acme.thrower').split('  run:')[0]}run() { boom(); } };`);
    const output = audit(() => {}, '--json');
    expect(output.code).toBe(21);
    expect(ofCheck(output, 'acme.thrower')).toMatchObject([
      {
        status: 'unknown',
        message: 'thrower.mjs: ReferenceError: boom is not defined',
        resource: { id: healthy().mesh },
      },
    ]);
    expect(ofCheck(output, 'acme.kernel').map(({ status }) => status)).toEqual(['pass', 'pass']);
    expect(JSON.parse(output.stdout).summary).toMatchObject({ fail: 0, unknown: 1 });
  });
});

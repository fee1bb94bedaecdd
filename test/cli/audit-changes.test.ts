/** --save, --diff, --new-only and --quiet through the built command line, on kept facts. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportSchema } from '#audit/report.ts';
import { healthy, type Ill, ill, read } from '../checks/healthy.ts';
import type { Output } from '../support/lab.ts';

const { mesh } = healthy();
const bin = join(resolve(import.meta.dirname, '../..'), 'dist/bin.js');
let folder: string;
let saved: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vpnmesh-changes-'));
  saved = join(folder, 'vpnmesh', mesh, 'last-audit.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function audit(change: (ill: Ill) => void, ...flags: readonly string[]): Output {
  const facts = join(folder, 'facts.json');
  writeFileSync(facts, JSON.stringify(ill(change)));
  const env = { PATH: process.env.PATH ?? '', HOME: folder, XDG_STATE_HOME: folder };
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, 'audit', '--from', facts, ...flags], {
    env,
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

const sound = (): void => {};
const rootLogin = ({ east }: Ill): void => void Object.assign(read(east.host.sshd), { permitrootlogin: 'yes' });
const noDisk = ({ west }: Ill): void => {
  west.host.disk = { ok: false, reason: { kind: 'timeout', detail: 'df took too long' } };
};
const both = (one: Ill): void => {
  rootLogin(one);
  noDisk(one);
};

describe('--quiet', () => {
  it('says nothing at all while nothing changes, tells each change once, and exits by how it stands', () => {
    expect(audit(sound, '--quiet', '--save')).toEqual({ code: 0, stdout: '', stderr: '' });
    const first = audit(both, '--quiet', '--save');
    expect(first).toMatchObject({ code: 22, stderr: '' });
    expect(first.stdout).toMatch(/^ {2}new +high +ssh\.root-login us-east-1: .*\n {2}newly unknown medium/);
    expect(audit(both, '--quiet', '--save')).toEqual({ code: 22, stdout: '', stderr: '' });
    expect(audit(sound, '--quiet', '--save').stdout).toMatch(/fixed +high +ssh\.root-login.*known again +medium/s);
  });

  it('keeps nothing by itself: a look by hand takes no news away from the next mail', () => {
    expect(audit(rootLogin, '--quiet').stdout).toContain('ssh.root-login');
    expect(audit(rootLogin, '--quiet').stdout).toContain('ssh.root-login');
    expect(readdirSync(folder)).toEqual(['facts.json']);
  });

  it('beside --output says the changes, while the file has the whole report', () => {
    const report = join(folder, 'report.json');
    audit(sound, '--save');
    const { stdout } = audit(rootLogin, '--quiet', '--json', '--output', report);
    expect(stdout).toMatch(/^ {2}new /);
    const document = reportSchema.strict().parse(JSON.parse(readFileSync(report, 'utf8')));
    expect(document.results.length).toBeGreaterThan(100);
    expect(document.comparison?.changes).toMatchObject([{ change: 'new', check: 'ssh.root-login' }]);
  });

  it('says which file cannot be written, and that it was not the audit that failed', () => {
    const { code, stderr } = audit(sound, '--json', '--output', join(folder, 'nowhere', 'report.json'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error cannot write .*nowhere.*: ENOENT.*\nnext: choose a writable file\n$/);
  });

  it('with --json is one document all the same', () => {
    const { stdout, stderr } = audit(sound, '--quiet', '--json');
    expect(reportSchema.strict().parse(JSON.parse(stdout)).comparison).toEqual({ since: null, changes: [] });
    expect(stderr).toBe('');
  });
});

describe('--diff', () => {
  it('says what is new, what is fixed and what fails still', () => {
    audit(both, '--save');
    const { stdout, code } = audit(({ east, west }) => {
      Object.assign(read(east.host.sshd), { permitrootlogin: 'yes' });
      Object.assign(read(west.host.sshd), { permitrootlogin: 'yes' });
    }, '--diff');
    expect(code).toBe(20);
    expect(stdout).toMatch(/\nsince the run of 20.*new +high .*us-east-2.*\n.*still failing high .*us-east-1/s);
    expect(stdout).toMatch(/known again +medium +os\.disk-space us-east-2/);
  });

  it('without an earlier run says so', () => {
    expect(audit(rootLogin, '--diff').stdout).toContain('no earlier run is saved, so everything is new:\n  new ');
  });

  it('is a table in Markdown', () => {
    expect(audit(rootLogin, '--diff', '--format', 'markdown').stdout).toContain('| new | high | ssh.root-login |');
  });
});

describe('--new-only', () => {
  it('reports and exits by what is new, so that a machine is alarmed once', () => {
    expect(audit(rootLogin, '--new-only', '--save').code).toBe(20);
    expect(audit(rootLogin, '--new-only').code).toBe(0);
    const { code, stdout } = audit(both, '--new-only', '--json');
    expect(code).toBe(21);
    const document = reportSchema.strict().parse(JSON.parse(stdout));
    expect(document.results).toMatchObject([{ check: 'os.disk-space', status: 'unknown' }]);
    expect(document.summary).toMatchObject({ fail: 1, unknown: 1 });
    expect(audit(both, '--new-only', '--format', 'junit').stdout.match(/<testcase/g)).toHaveLength(1);
  });
});

describe('what was saved', () => {
  it.each([
    ['cut short', '{"schema":"vpnm', /not JSON/],
    ['something else', '{"schema":"vpnmesh.audit/2"}', /not an audit report \(schema/],
  ])('and is %s counts as none, and is put aside rather than overwritten', (_, text, why) => {
    mkdirSync(join(folder, 'vpnmesh', mesh), { recursive: true });
    writeFileSync(saved, text);
    const { code, stdout, stderr } = audit(rootLogin, '--diff', '--save');
    expect(code).toBe(20);
    expect(stderr).toMatch(why);
    expect(stdout).toContain('so everything is new');
    expect(readFileSync(`${saved}.aside`, 'utf8')).toBe(text);
    expect(audit(rootLogin, '--diff').stdout).toContain('still failing');
  });

  it('of another account or mesh counts as none', () => {
    audit(rootLogin, '--save');
    const other = ({ facts }: Ill): void => void Object.assign(read(facts.account), { account: '999988887777' });
    expect(audit(other, '--diff').stderr).toContain('from account 111122223333');
    writeFileSync(saved, readFileSync(saved, 'utf8').replace(`"mesh":"${mesh}"`, '"mesh":"another"'));
    expect(audit(sound, '--diff').stderr).toContain('from mesh another');
  });

  it('is told when it cannot be written, after the report', () => {
    writeFileSync(join(folder, 'vpnmesh'), 'in the way');
    const { code, stdout, stderr } = audit(rootLogin, '--save');
    expect(code).toBe(1);
    expect(stdout).toContain('ssh.root-login');
    expect(stderr).toMatch(/error cannot move .*last-audit\.json aside \(ENOTDIR\)/);
  });

  it('is a whole run: a part of one is refused', () => {
    const { code, stderr } = audit(sound, '--save', '--check', 'aws');
    expect(code).toBe(2);
    expect(stderr).toContain('--save needs a complete run');
  });
});

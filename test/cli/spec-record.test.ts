/** The spec is somebody's file: what the wizard writes into it leaves it the file that it was. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inTheMannerOf } from '#cli/wizard/line-ends.ts';
import { Session } from '#cli/wizard/session.ts';
import { writeRecord } from '#cli/wizard/spec-record.ts';
import { draftOf } from '#mesh/spec/draft.ts';
import { parseSpec } from '#mesh/spec/spec.ts';

const text = [
  '# of the network team',
  'mesh: corp',
  'members:',
  '  - {region: eu-west-1, vpc: vpc-1} # Dublin',
  '  - {region: us-east-1, vpc: vpc-2}',
  'ssh: {from: [192.0.2.7/32]}',
  '',
].join('\n');

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vpnmesh-record-'));
  file = join(folder, 'vpnmesh.yaml');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The wizard's session on what the file says, and that with another instance type. */
function opened(content: string): { readonly session: Session; readonly next: string } {
  writeFileSync(file, content);
  const session = new Session({ file, input: true, concurrency: 1, timeout: 1 });
  const draft = draftOf(session.read()?.spec ?? parseSpec(content, file).spec);
  return { session, next: session.textOf({ ...draft, instanceType: 't3.medium' }) };
}

describe('a spec behind a link', () => {
  it('is written where it is, and the link stays', () => {
    mkdirSync(join(folder, 'shared'));
    const real = join(folder, 'shared', 'mesh.yaml');
    writeFileSync(real, text);
    symlinkSync(join('shared', 'mesh.yaml'), file);
    writeRecord(file, 'mesh: new\n');
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(readFileSync(real, 'utf8')).toBe('mesh: new\n');
    expect(readdirSync(join(folder, 'shared'))).toEqual(['mesh.yaml']);
  });

  it('that is yet to be made is made where the link leads', () => {
    symlinkSync('to-come.yaml', file);
    writeRecord(file, text);
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'to-come.yaml'), 'utf8')).toBe(text);
  });
});

describe('a spec that is written', () => {
  it.each([0o600, 0o640, 0o664, 0o755])('keeps its mode %o', (mode) => {
    writeFileSync(file, text);
    chmodSync(file, mode);
    writeRecord(file, 'mesh: new\n');
    expect(statSync(file).mode & 0o777).toBe(mode);
  });

  it('keeps its ends of lines, its mark and its comments', () => {
    const { session, next } = opened(`\uFEFF${text.replaceAll('\n', '\r\n')}`);
    session.write(next);
    const written = readFileSync(file, 'utf8');
    expect(written.startsWith('\uFEFF# of the network team\r\nmesh: corp\r\n')).toBe(true);
    expect(written).toContain('vpc-1} # Dublin\r\n');
    expect(written.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(session.difference(next)).toEqual([]);
  });

  it('of mixed ends of lines keeps them on each line that stays, and that is said first', () => {
    const mixed = text.replace('corp\n', 'corp\r\n').replace('members:\n', 'members:\r\n');
    const { session, next } = opened(mixed);
    expect(next).toBe(`${mixed}concentrator:\n  instanceType: t3.medium\n`);
    expect(session.difference(next)[0]).toBe(
      'mixed line endings (CRLF and LF): unchanged lines keep theirs, a new line ends like the one before',
    );
    session.write(next);
    expect(readFileSync(file, 'utf8')).toBe(next);
  });

  it('of mixed ends of lines is untouched where nothing changes', () => {
    const mixed = text.replace('corp\n', 'corp\r\n');
    const { session } = opened(mixed);
    const same = session.textOf(draftOf(parseSpec(mixed, file).spec));
    expect(same).toBe(mixed);
    expect(session.difference(same)).toEqual([]);
  });

  it.each([
    ['a line that is put first', 'a\r\nb\n', 'x\na\nb\n', 'x\r\na\r\nb\n'],
    ['a line that takes the place of another', 'a\r\nb\nc\r\n', 'a\nB\nc\n', 'a\r\nB\nc\r\n'],
    ['a line that goes', 'a\r\nb\nc\r\n', 'a\nc\n', 'a\r\nc\r\n'],
    ['what comes behind a last line without an end', 'a\r\nb', 'a\nb\nc\n', 'a\r\nb\r\nc\r\n'],
    ['no end that was not there', 'a\nb\n', 'a\nc\n', 'a\nc\n'],
  ])('ends as its neighbours do: %s', (_what, base, changed, written) => {
    expect(inTheMannerOf(changed, base)).toBe(written);
  });

  it('is shown first, by the lines that change and a few around them', () => {
    const { session, next } = opened(text.replaceAll('\n', '\r\n'));
    const lines = session.difference(next);
    expect(lines.filter((line) => line.startsWith('+'))).toEqual(['+concentrator:', '+  instanceType: t3.medium']);
    expect(lines.filter((line) => line.startsWith('-'))).toEqual([]);
    expect(readFileSync(file, 'utf8')).toBe(text.replaceAll('\n', '\r\n'));
  });

  it('is whole or as it was: what cannot be written leaves nothing behind', () => {
    writeFileSync(file, text);
    mkdirSync(`${file}.${process.pid}.new`);
    expect(() => writeRecord(file, 'mesh: new\n')).toThrow(/cannot write the spec .*vpnmesh\.yaml: /);
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(() => writeRecord(join(folder, 'no', 'such.yaml'), text)).toThrow('its folder does not exist');
    expect(() => writeRecord(folder, text)).toThrow(/cannot write the spec/);
    expect(existsSync(`${folder}.${process.pid}.new`)).toBe(false);
  });

  it('is not written over what somebody else wrote meanwhile', () => {
    const { session, next } = opened(text);
    writeFileSync(file, `${text}# theirs\n`);
    expect(() => session.write(next)).toThrow('has changed since it was read');
    expect(readFileSync(file, 'utf8')).toBe(`${text}# theirs\n`);
  });
});

it('cannot be read: that is said of the file, and is no fault of the program', () => {
  mkdirSync(file);
  expect(() => new Session({ file, input: true, concurrency: 1, timeout: 1 }).read()).toThrow(
    /cannot read the spec .*: it is a folder/,
  );
});

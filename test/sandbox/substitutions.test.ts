/** sed's `s` as simulated hosts do it, held to the sed of the machine that the tests run on. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { substitutionsOf } from '#sandbox/hosts/simulated/shell/commands/substitutions.ts';

const text = [
  '2026-11-28T09:14:03.123456+00:00 host charon: 07[IKE] <corp-1|3> establishing CHILD_SA',
  '2026-11-28T09:14:03Z host cron[12]: (root) CMD ( test -x /x )',
  'Nov  8 09:14:03 host sshd[77]: Accepted publickey',
  'type=CWD msg=audit(1795857243.123:99): cwd="/"',
  '      "file_path" : "/var/log/syslog",',
  ' - net.ipv4.ip_forward = 1 # on',
  'net/ipv4/conf/all/rp_filter=2',
  'connections { a { x = 1 } } # a comment',
  'aaa bbb aaa',
  'a.b*c[d]e\\f|g(h)i{j}k+l?m^n$o',
  '^start and end$',
  '\t tab',
  '',
  'pool 2.debian.pool.ntp.org iburst',
].join('\n');

const commands: readonly (readonly string[])[] = [
  ['s/^/| /'],
  ['s/$/ |/'],
  ['s/a/<&>/'],
  ['s/a/<&>/g'],
  ['-n', 's/^Nov */N /p'],
  ['s/\\//|/g'],
  ['s|/|\\||g'],
  ['s/[,{}]/\\n/g'],
  ['-e', 's/#.*//', '-e', 's/{/{\\n/g', '-e', 's/}/\\n}\\n/g'],
  ['-e', 's/\\[[0-9]*\\]//', '-e', 's/<[^>]*> //', '-e', 's/^/line: /'],
  [
    '-n',
    's|^\\([0-9][0-9]*-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]\\):[0-9.]*\\(Z\\{0,1\\}[-+0-9:]*\\) .*|line \\1\\2|p',
  ],
  ['-n', 's|^\\([A-Z][a-z][a-z] [ 0-9][0-9] [0-9][0-9]:[0-9][0-9]\\):.*|line \\1|p'],
  ['-n', 's|.*msg=audit(\\([0-9]*\\)[0-9][0-9]\\..*|line \\100|p'],
  [
    '-n',
    's|^[[:space:]]*-\\{0,1\\}\\(net[./]ipv4[^=[:space:]]*\\)[[:space:]]*=[[:space:]]*\\([^[:space:]]*\\).*|\\1 \\2|p',
  ],
  ['-n', 's/^pool 2\\.debian\\.pool\\.ntp\\.org iburst$/# taken out, see conf.d\\/x.conf: &/p'],
  ['s/a+/plus/'],
  ['-n', 's/.*:\\([0-9]*\\).*/\\1/gp'],
  ['s/(h)/paren/'],
  ['s/\\(a\\)\\(a*\\)/\\2-\\1/g'],
  ['s/[\\]/slash/'],
  ['s/\\(aaa\\)* bbb/\\1/'],
  ['s/^start \\(.*\\)\\$/\\1 \\& &/'],
];

/** What might mean something else in JavaScript, or is more than lines one by one. */
const left: readonly (readonly string[])[] = [
  ['s/[^]a]/x/g'],
  ['s/\\./dot/;s/x/y/'],
  ['s/a\\|aaa/x/'],
  ['s/\\(a\\)\\1/x/'],
  ['s/a\\+/x/'],
  ['s/[[:alpha:]]/x/'],
  ['s/x/\\u&/'],
  ['s/a/b/2'],
  ['s/A/b/I'],
  ['-n', 's/a*/x/gp'],
  ['s/*/x/'],
  ['s/a^/x/'],
  ['-i', 's/a/b/', 'file'],
  ['-E', 's/(a)/b/'],
  ['/x/s/a/b/'],
  ['5q'],
];

describe('substitutions', () => {
  it.each(commands.map((args) => [args.join(' '), args] as const))('%s', (_, args) => {
    const found = substitutionsOf(args);
    const { stdout, status } = spawnSync('sed', args, {
      input: `${text}\n`,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
    });
    expect(status).toBe(0);
    const lines = text
      .split('\n')
      .map((line) => found?.edit(line))
      .filter((line) => line !== undefined);
    expect(lines.map((line) => `${line}\n`).join('')).toBe(stdout);
  });

  it.each(left.map((args) => [args.join(' '), args] as const))('leaves %s to just-bash', (_, args) => {
    expect(substitutionsOf(args)).toBeUndefined();
  });
});

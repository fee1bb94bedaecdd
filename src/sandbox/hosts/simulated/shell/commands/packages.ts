/** What is installed, as dpkg tells it, and what checks the files that packages bring. */
import {
  type Call,
  type Commands,
  complained,
  done,
  type Output,
  options,
  said,
} from '#sandbox/hosts/simulated/shell/command.ts';

function dpkgQuery({ args, machine }: Call): Output {
  const { values, rest, flags } = options(args, ['-f', '--showformat']);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: apt's and dpkg's own notation
  const format = values.get('-f') ?? values.get('--showformat') ?? '${binary:Package}\t${Version}\n';
  const names = rest.length === 0 ? [...machine.packages.keys()].toSorted() : rest;
  const unknown = names.filter((name) => !machine.packages.has(name));
  if (flags.has('-l'))
    return said(
      names
        .filter((name) => machine.packages.has(name))
        .map((name) => `ii  ${name}  ${machine.packages.get(name) ?? ''}  amd64`)
        .join('\n'),
      unknown.length > 0 ? 1 : 0,
    );
  const stdout = names
    .filter((name) => machine.packages.has(name))
    .map((name) =>
      format
        .replaceAll('\\n', '\n')
        .replaceAll('\\t', '\t')
        .replace(
          /\$\{([^}]+)\}/g,
          (_, key: string) =>
            ({
              'db:Status-Status': 'installed',
              'db:Status-Abbrev': 'ii ',
              Status: 'install ok installed',
              Package: name,
              'binary:Package': name,
              Version: machine.packages.get(name),
              Architecture: 'amd64',
            })[key] ?? '',
        ),
    )
    .join('');
  return {
    stdout,
    stderr: unknown.map((name) => `dpkg-query: no packages found matching ${name}\n`).join(''),
    code: unknown.length > 0 ? 1 : 0,
  };
}

function dpkg(call: Call): Output {
  const [verb] = call.args;
  if (verb === '--print-architecture') return said('amd64');
  if (verb === '-l' || verb === '-s' || verb === '--status')
    return dpkgQuery({ ...call, args: ['-l', ...call.args.slice(1)] });
  return done;
}

/** apt.conf(5): values end with a semicolon, braces match. */
async function aptConfig(call: Call): Promise<Output> {
  const { values } = options(call.args, ['-c', '--config-file']);
  const file = values.get('-c') ?? values.get('--config-file');
  const own = file === undefined ? [] : [call.path(file)];
  const { fs } = call.machine;
  const parts = (await fs.names('/etc/apt/apt.conf.d'))
    .filter((name) => !name.startsWith('.'))
    .toSorted()
    .map((name) => `/etc/apt/apt.conf.d/${name}`);
  const lines: string[] = [];
  for (const path of [...parts, ...own]) {
    const text = (await fs.text(path)).replace(/^\s*(?:\/\/|#).*$/gm, '');
    const open = (text.match(/\{/g) ?? []).length;
    if (open !== (text.match(/\}/g) ?? []).length || /^[^{};]*"[^"\n]*"\s*$/m.test(text))
      return complained(`E: Syntax error ${path}:1: Extra junk at end of file`, 100);
    for (const [, key, value] of text.matchAll(/^([A-Za-z:-]+)\s+"([^"]*)";/gm)) lines.push(`${key} "${value}";`);
  }
  return said(lines.join('\n'));
}

export const packageCommands: Commands = {
  'apt-config': aptConfig,
  'apt-mark': () => done,
  dpkg,
  'dpkg-query': dpkgQuery,
  logrotate: async (call) => {
    const text = await call.machine.fs.text(call.path(call.args.at(-1) ?? ''));
    const balanced = (text.match(/\{/g) ?? []).length === (text.match(/\}/g) ?? []).length;
    return balanced ? done : complained('error: missing }');
  },
  auditctl: ({ args, machine }) =>
    args.includes('-s')
      ? said(`enabled 1\nfailure 1\npid ${machine.systemd.of('auditd').pid}\nbacklog_limit 8192\nlost 0`)
      : said('No rules'),
  augenrules: () => said('No change'),
};

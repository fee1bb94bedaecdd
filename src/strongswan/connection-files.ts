/** Connections as they are written in swanctl's files: `--list-conns` of 5.9.8 leaves out half of what matters. */

export interface WrittenConnection {
  readonly file: string;
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly local: Readonly<Record<string, string>>;
  readonly remote: Readonly<Record<string, string>>;
  readonly children: readonly { readonly name: string; readonly settings: Readonly<Record<string, string>> }[];
}

interface Section {
  readonly values: Map<string, string>;
  readonly sections: Map<string, Section>;
}

const empty = (): Section => ({ values: new Map(), sections: new Map() });

/**
 * @param lines one `name {`, `}` or `key = value` each
 * @throws SyntaxError when braces do not match
 */
export function parseWritten(file: string, lines: readonly string[]): readonly WrittenConnection[] {
  const root = empty();
  const path: Section[] = [root];
  for (const line of lines) {
    const here = path.at(-1);
    if (here === undefined) throw new SyntaxError(`${file}: closing brace without an opening one`);
    const opened = /^(\S+)(?:\s*:\s*\S+)?\s*\{$/.exec(line)?.[1];
    const [, key, value = ''] = /^([^\s=]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (line === '}') path.pop();
    else if (opened !== undefined) path.push(opening(here, opened));
    else if (key !== undefined) here.values.set(key, value);
    else if (line.trim() !== '') throw new SyntaxError(`${file}: "${line}" is not a setting`);
  }
  if (path.length !== 1) throw new SyntaxError(`${file}: ${path.length - 1} unclosed sections`);
  return [...(root.sections.get('connections')?.sections ?? [])].map(([name, one]) => connection(file, name, one));
}

/** A section that is opened twice is one section (strongswan.conf(5)). */
function opening(parent: Section, name: string): Section {
  const known = parent.sections.get(name) ?? empty();
  parent.sections.set(name, known);
  return known;
}

function connection(file: string, name: string, { values, sections }: Section): WrittenConnection {
  const part = (prefix: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      [...sections].filter(([key]) => key.startsWith(prefix)).flatMap(([, section]) => [...section.values]),
    );
  return {
    file,
    name,
    settings: Object.fromEntries(values),
    local: part('local'),
    remote: part('remote'),
    children: [...(sections.get('children')?.sections ?? [])].map(([child, section]) => ({
      name: child,
      settings: Object.fromEntries(section.values),
    })),
  };
}

/** A list as swanctl.conf writes it: parted by commas. */
export function listOf(value: string | undefined): readonly string[] {
  return (value ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

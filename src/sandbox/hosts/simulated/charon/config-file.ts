/** strongSwan's configuration format (strongswan.conf(5)): sections in braces, `key = value`, `include` with patterns. */
import type { HostFs } from '#sandbox/hosts/simulated/disk/host-fs.ts';

export interface Section {
  readonly values: ReadonlyMap<string, string>;
  readonly sections: ReadonlyMap<string, Section>;
}

export class ConfigError extends Error {}

interface Draft {
  readonly values: Map<string, string>;
  readonly sections: Map<string, Draft>;
}

const draft = (): Draft => ({ values: new Map(), sections: new Map() });

/** A file with everything it includes. @throws ConfigError */
export async function readConfig(fs: HostFs, path: string): Promise<Section> {
  const root = draft();
  await readInto(fs, path, root);
  return root;
}

async function readInto(fs: HostFs, path: string, root: Draft): Promise<void> {
  const text = await fs.text(path);
  const stack: Draft[] = [root];
  for (const statement of statements(text)) {
    const top = stack.at(-1) ?? root;
    const include = /^include\s+(\S+)$/.exec(statement)?.[1];
    if (include !== undefined) {
      for (const file of await matching(fs, path, include)) await readInto(fs, file, top);
    } else if (statement === '}') {
      if (stack.length === 1) throw new ConfigError(`syntax error, unexpected } in ${path}`);
      stack.pop();
    } else if (statement.endsWith('{')) {
      const name = statement.slice(0, -1).trim();
      if (name === '') throw new ConfigError(`syntax error, unexpected { in ${path}`);
      const section = top.sections.get(name) ?? draft();
      top.sections.set(name, section);
      stack.push(section);
    } else {
      const [, key, value] = /^([^\s=]+)\s*=\s*(.*)$/.exec(statement) ?? [];
      if (key === undefined) throw new ConfigError(`syntax error, unexpected ${statement.split(/\s/)[0]} in ${path}`);
      top.values.set(key, (value ?? '').replace(/^"(.*)"$/, '$1').trim());
    }
  }
  if (stack.length > 1) throw new ConfigError(`syntax error, unexpected end of file, expecting } in ${path}`);
}

/** Statements end with their line; braces stand for themselves. */
function statements(text: string): readonly string[] {
  return text.split('\n').flatMap((line) =>
    line
      .replace(/#.*$/, '')
      .replace(/\{/g, '{\n')
      .replace(/\}/g, '\n}\n')
      .split('\n')
      .map((each) => each.trim())
      .filter((each) => each !== ''),
  );
}

async function matching(fs: HostFs, from: string, pattern: string): Promise<readonly string[]> {
  const path = pattern.startsWith('/') ? pattern : `${from.slice(0, from.lastIndexOf('/'))}/${pattern}`;
  const folder = path.slice(0, path.lastIndexOf('/'));
  const name = path.slice(folder.length + 1);
  const test = new RegExp(`^${name.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')}$`);
  return (await fs.names(folder))
    .filter((each) => test.test(each) && !each.startsWith('.'))
    .toSorted()
    .map((each) => `${folder}/${each}`);
}

/** Parses a spec: a Spec, or every problem with line, column and hint. */
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type * as z from 'zod/mini';
import { overlaps } from '#mesh/cidr.ts';
import { type Position, SpecError, type SpecProblem } from '#mesh/errors.ts';
import { plainly, quoted } from '#mesh/quote.ts';
import { byNamesOfToday } from './renamed-keys.ts';
import { type Spec, specSchema } from './schema.ts';
import { unsupported } from './support.ts';
import { keysPasted, noSpec, unquoted } from './text.ts';

export type SpecPath = readonly (string | number)[];

/** A spec with the positions in its text, for problems that appear later. */
export interface ParsedSpec {
  readonly spec: Spec;
  /** What works and should be written otherwise, each with what to write. */
  readonly warnings: readonly SpecProblem[];
  locate(path: SpecPath): Position;
}

/** @throws SpecError with every problem of the text. */
export function parseSpec(source: string, file: string): ParsedSpec {
  const other = noSpec(source);
  if (other !== undefined) throw new SpecError([{ position: { file, line: 1, column: 1 }, ...other }]);
  const lines = new LineCounter();
  // The parser's warnings quote the text.
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  if (document.errors.length > 0) {
    throw new SpecError(
      document.errors.map((error) => ({
        position: at(error.pos[0]),
        message: `not readable as YAML (${unquoted(error.message)})`,
        hint: 'correct the text here',
      })),
    );
  }
  const pasted = keysPasted(document);
  if (pasted.length > 0) {
    throw new SpecError(
      pasted.map(({ offset, kind }) => ({
        position: at(offset),
        message: `this looks like ${kind}`,
        hint: 'remove it from the spec, which others can read, and write the path of its file (`ssh: {identity: ~/.ssh/id_ed25519}`)',
      })),
    );
  }
  /** The value at the path, or the nearest parent that the text has. */
  const locate = (path: SpecPath): Position => {
    for (let depth = path.length; depth >= 0; depth--) {
      const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) return at(node.range[0]);
    }
    return at(0);
  };
  const locateKey = (path: SpecPath, key: string): Position => {
    const map = path.length === 0 ? document.contents : document.getIn(path, true);
    const pair = isMap(map) ? map.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
    return isNode(pair?.key) && pair.key.range ? at(pair.key.range[0]) : locate(path);
  };

  const { values, found } = byNamesOfToday(valuesOf(document, at(0)));
  const warnings = found.map(({ path, now }) => ({
    position: locateKey(path.slice(0, -1), path.at(-1) ?? ''),
    message: `${path.join('.')} is called ${now} now`,
    hint: 'rename the key; the old name still works',
  }));
  const parsed = specSchema.safeParse(values, { reportInput: true, jitless: true });
  if (!parsed.success) throw new SpecError(parsed.error.issues.flatMap((issue) => explain(issue, locate, locateKey)));
  const problems = [...unsupported(parsed.data, locate), ...contradictions(parsed.data, locate)];
  if (problems.length > 0) throw new SpecError(problems);
  return { spec: parsed.data, warnings, locate };
}

/** @throws SpecError for undefined aliases, or ones that expand to too much */
function valuesOf(document: Document, position: Position): unknown {
  try {
    return document.toJS() ?? {};
  } catch {
    const message = 'not readable as YAML (its aliases expand to too much, or are undefined)';
    throw new SpecError([{ position, message, hint: 'write out the values of the aliases' }]);
  }
}

type Locate = (path: SpecPath) => Position;

function explain(
  issue: z.core.$ZodIssue,
  locate: Locate,
  locateKey: (path: SpecPath, key: string) => Position,
): SpecProblem[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  const where = path.length === 0 ? 'the spec' : path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      position: locateKey(path, key),
      message: `unknown key ${quoted(key)} in ${where}`,
      hint: 'remove it or correct its spelling; `vpnmesh schema` lists the known keys',
    }));
  }
  return [{ position: locate(path), ...describeIssue(issue, where) }];
}

/** Our own messages are `fault: hint`; the schema library's are translated here. */
function describeIssue(issue: z.core.$ZodIssue, where: string): Omit<SpecProblem, 'position'> {
  if (issue.code === 'invalid_type') {
    return issue.input === undefined
      ? { message: `${where} is missing`, hint: 'add it; `vpnmesh schema` lists the known keys' }
      : {
          message: `${where}: ${quoted(issue.input)} has the wrong type`,
          hint: `write ${article(issue.expected)}`,
        };
  }
  if (issue.code === 'invalid_value') {
    return {
      message: `${where}: ${quoted(issue.input)} is not an allowed value`,
      hint: `use one of ${issue.values.map(String).join(', ')}`,
    };
  }
  const [what = issue.message, ...hint] = issue.message.split(': ');
  return { message: `${where}: ${what}`, hint: hint.length > 0 ? hint.join(': ') : 'correct the value' };
}

function article(kind: string): string {
  return `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;
}

/** Problems that the schema cannot express: duplicate names, members with the same addresses. */
function contradictions({ members, waivers }: Spec, locate: Locate): SpecProblem[] {
  const problems: SpecProblem[] = [];
  waivers.forEach(({ check, resource, covers }, index) => {
    // Two waivers with different entries can coexist.
    const clashes = (other: Spec['waivers'][number]): boolean =>
      covers === undefined || other.covers === undefined || covers.join('\n') === other.covers.join('\n');
    if (
      waivers.slice(0, index).some((other) => other.check === check && other.resource === resource && clashes(other))
    ) {
      problems.push({
        position: locate(['waivers', index]),
        message: `a second waiver of ${check} for ${plainly(resource)}`,
        hint: 'keep one of them, with the right date',
      });
    }
  });
  members.forEach((member, index) => {
    const label = member.name ?? member.region;
    const earlier = members.slice(0, index);
    if (earlier.some((other) => (other.name ?? other.region) === label)) {
      problems.push({
        position: locate(['members', index, member.name === undefined ? 'region' : 'name']),
        message: `a second member is named "${label}"`,
        hint: 'give each member a name of its own (`name: …`)',
      });
    }
    if (earlier.some((other) => other.region === member.region && other.vpc === member.vpc)) {
      problems.push({
        position: locate(['members', index, 'vpc']),
        message: `${plainly(member.vpc)} in ${member.region} is already a member`,
        hint: 'name each VPC once',
      });
    }
    member.advertise?.forEach((cidr, at) => {
      const rival = earlier.flatMap((other) => other.advertise ?? []).find((other) => overlaps(cidr, other));
      if (rival !== undefined) {
        problems.push({
          position: locate(['members', index, 'advertise', at]),
          message: `${cidr} of ${label} overlaps ${rival} of another member`,
          hint: 'advertise networks that only one member has',
        });
      }
    });
  });
  return problems;
}

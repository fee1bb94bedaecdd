/**
 * An operator's own check is foreign code: its export is validated before it runs, and its results afterwards. Anything
 * invalid becomes `unknown`, never a pass.
 */
import * as z from 'zod';
import {
  type Check,
  CheckFault,
  each,
  entry,
  fail,
  type Judgement,
  judgement,
  notApplicable,
  pass,
  severities,
  type Verdict,
} from './check.ts';
import { deepFrozen } from './frozen.ts';

/** What `run` gets besides the facts. */
export const toolbox = { judgement, each, entry, pass, fail, notApplicable } as const;

const words = z.string({ error: 'must be a text' }).trim().min(1, { error: 'is empty' });
const ownCheckSchema = z.strictObject({
  id: z
    .string({ error: 'must be a text' })
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'must look like acme.time-zone' }),
  title: words,
  severity: z.enum(severities, { error: `must be one of ${severities.join(', ')}` }),
  why: words,
  remedy: z.strictObject(
    {
      risk: z.enum(['safe', 'disruptive', 'guidance'], { error: 'must be one of safe, disruptive, guidance' }),
      summary: words,
      command: words.optional(),
    },
    { error: ({ code }) => (code === 'invalid_type' ? 'must be {risk, summary}' : undefined) },
  ),
  references: z.array(z.strictObject({ source: words, id: words })).optional(),
  run: z.custom<(facts: unknown, tools: typeof toolbox) => unknown>((given) => typeof given === 'function', {
    error: 'must be a function of the facts',
  }),
});

const text = z.string();
const fact = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({
    ok: z.literal(false),
    reason: z.object({
      kind: z.enum(['denied', 'throttled', 'timeout', 'unreachable', 'absent', 'parse', 'stale']),
      detail: text,
    }),
  }),
]);
const answered = z.object({
  resource: z.strictObject({ type: text, id: text, region: text.optional(), concentrator: text.optional() }),
  topics: z.array(text),
  speaksFor: z.array(text),
  needs: z.record(text, fact),
  judge: z.custom<() => unknown>((given) => typeof given === 'function'),
});
const seen = { message: text, expected: z.json().optional(), actual: z.json().optional() };
const verdict = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('pass'), ...seen }),
  z.strictObject({ status: z.literal('fail'), ...seen, message: words, explains: z.array(text).optional() }),
  z.strictObject({ status: z.literal('not-applicable'), message: text }),
]);

export type OwnCheckReading<F> =
  | { readonly ok: true; readonly check: Check<F> }
  /** A phrase that follows the file's name. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** @param file for messages @param exported the module's export `check` */
export function ownCheck<F>(file: string, exported: unknown): OwnCheckReading<F> {
  const read = ownCheckSchema.safeParse(exported);
  if (!read.success) return { ok: false, problems: read.error.issues.map(describeIssue) };
  const { run, remedy, references, ...meta } = read.data;
  const { command, ...rest } = remedy;
  const check: Check<F> = {
    ...meta,
    // fix only executes our remedies: an own check needs a command of its own.
    remedy: command === undefined ? { ...rest, risk: 'guidance' } : { ...rest, command },
    ...(references === undefined ? {} : { references }),
    run: (facts) =>
      judgements(
        file,
        attempt(file, () => run(deepFrozen(facts), toolbox)),
      ),
  };
  return { ok: true, check };
}

/** @throws CheckFault for anything but a list of judgements with distinct resources */
function judgements(file: string, given: unknown): readonly Judgement[] {
  const read = z.array(answered).safeParse(given);
  if (!read.success) {
    const what =
      given instanceof Promise ? 'run returned a promise: it must be synchronous' : describeIssue(firstOf(read.error));
    throw new CheckFault(`${file}: ${given instanceof Promise ? what : `run must return judgements: ${what}`}`);
  }
  const names = read.data.map(({ resource }) => JSON.stringify(resource));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new CheckFault(`${file}: two judgements for resource ${twice}`);
  return read.data.map((one) => ({ ...one, judge: () => verdictOf(file, attempt(file, one.judge)) }) as Judgement);
}

/** @throws CheckFault for anything but a verdict */
function verdictOf(file: string, given: unknown): Verdict {
  const read = verdict.safeParse(given);
  if (!read.success)
    throw new CheckFault(
      `${file}: not a verdict of pass, fail or notApplicable: ${describeIssue(firstOf(read.error))}`,
    );
  return read.data as Verdict;
}

function attempt<T>(file: string, work: () => T): T {
  try {
    const answer = work();
    // A promise is refused; its later rejection must not end the program.
    if (answer instanceof Promise) answer.catch(() => undefined);
    return answer;
  } catch (error) {
    throw new CheckFault(`${file}: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`);
  }
}

function firstOf({ issues }: z.ZodError): z.core.$ZodIssue {
  const [issue] = issues;
  if (issue === undefined) throw new Error('an error without an issue');
  return issue;
}

function describeIssue({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.map(String).join('.')} ${message}`;
}

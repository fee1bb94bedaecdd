/** What the product's scripts do to every line that they report: just-bash's own sed compiles its expression for each line anew. */
import { createHash } from 'node:crypto';
import type { Call, Commands, Output } from '#sandbox/hosts/simulated/shell/command.ts';

/** Characters that mean themselves in an expression as well as in what replaces it. */
const literal = '[ !"#%\'(),:;<=>@A-Za-z0-9_`|~-]';
/** `s/^/TEXT/` */
const before = new RegExp(`^s/\\^/(${literal}+)/$`);
/** `s/^TEXT/OTHER/p`, of `sed -n` */
const instead = new RegExp(`^s/\\^(${literal}+)/(${literal}*)/p$`);
// biome-ignore lint/suspicious/noControlCharactersInRegex: bytes that are a character each, whatever reads them
const ascii = /^[\x00-\x7f]*$/;

type Edit = (line: string) => string | undefined;

function editOf(args: readonly string[]): { readonly edit: Edit; readonly rest: readonly string[] } | undefined {
  const [first = '', second = '', ...others] = args;
  const prefix = before.exec(first)?.[1];
  if (prefix !== undefined) return { edit: (line) => prefix + line, rest: args.slice(1) };
  const [, from, to = ''] = (first === '-n' && instead.exec(second)) || [];
  if (from === undefined) return undefined;
  return { edit: (line) => (line.startsWith(from) ? to + line.slice(from.length) : undefined), rest: others };
}

async function sed(call: Call): Promise<Output> {
  const found = editOf(call.args);
  if (found === undefined || found.rest.length > 1 || found.rest[0]?.startsWith('-')) return call.original(call.args);
  const [name] = found.rest;
  // What cannot be read is for the other to complain of.
  const text = name === undefined ? call.bytes : await call.fs.readFile(call.path(name)).catch(() => undefined);
  if (text === undefined || !ascii.test(text)) return call.original(call.args);
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  const whole = lines.map(found.edit).filter((line) => line !== undefined);
  const cut = last === '' ? undefined : found.edit(last);
  return { stdout: `${whole.map((line) => `${line}\n`).join('')}${cut ?? ''}` };
}

/** Of what comes in; just-bash digests it by way of other threads. */
function sha256sum(call: Call): Output | Promise<Output> {
  if (call.args.length > 0) return call.original(call.args);
  return { stdout: `${createHash('sha256').update(Buffer.from(call.bytes, 'latin1')).digest('hex')}  -\n` };
}

export const textCommands: Commands = { sed, sha256sum };

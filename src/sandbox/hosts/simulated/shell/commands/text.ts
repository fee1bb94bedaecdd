/** What the product's scripts do to every line that they report, without the cost that just-bash has for each line. */
import { createHash } from 'node:crypto';
import type { Call, Commands, Output } from '#sandbox/hosts/simulated/shell/command.ts';
import { substitutionsOf } from './substitutions.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: bytes that are a character each, whatever reads them
const ascii = /^[\x00-\x7f]*$/;

async function sed(call: Call): Promise<Output> {
  const found = substitutionsOf(call.args);
  if (found === undefined || found.files.length > 1) return call.original(call.args);
  const [name] = found.files;
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

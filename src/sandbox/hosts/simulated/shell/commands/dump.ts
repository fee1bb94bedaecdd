/** od, of which just-bash knows octal digits alone. */
import { type Call, type Commands, type Output, options } from '#sandbox/hosts/simulated/shell/command.ts';

function od(call: Call): Output | Promise<Output> {
  const { values, rest } = options(
    call.args.flatMap((word) => (/^-[AtN]./.test(word) ? [word.slice(0, 2), word.slice(2)] : [word])),
    ['-A', '-t', '-N'],
  );
  if (values.get('-t') !== 'x1' || values.get('-A') !== 'n' || rest.length > 0) return call.original(call.args);
  const bytes = [...Buffer.from(call.bytes, 'latin1')].slice(0, Number(values.get('-N') ?? Number.POSITIVE_INFINITY));
  const lines = Array.from({ length: Math.ceil(bytes.length / 16) }, (_, row) =>
    bytes
      .slice(row * 16, row * 16 + 16)
      .map((byte) => ` ${byte.toString(16).padStart(2, '0')}`)
      .join(''),
  );
  return { stdout: lines.map((line) => `${line}\n`).join('') };
}

export const dumpCommands: Commands = { od };

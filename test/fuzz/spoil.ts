/** What may become of a text on its way, or be in it that nobody foresaw. */
import type { Random } from './random.ts';

const numbers = [
  '-1',
  '0',
  '99999999999999999999',
  '-9223372036854775809',
  '1e999',
  'NaN',
  '',
  '0x10',
  '4294967296',
] as const;
const bytes = ['\u0000', '\ufffd', '\n', '| ', 'fact ', '\r\n', '\ud800', '{', '}', '=', ' '] as const;

type Spoil = (text: string, random: Random) => string;

/** Lines of the text, one of them by chance. */
function atLine(text: string, random: Random): readonly [lines: string[], at: number] {
  const lines = text.split('\n');
  return [lines, random.int(lines.length)];
}

const ways: readonly [Spoil, ...Spoil[]] = [
  // Cut short.
  (text, random) => text.slice(0, random.int(text.length)),
  // The beginning lost.
  (text, random) => text.slice(random.int(text.length)),
  // A line lost.
  (text, random) => {
    const [lines, at] = atLine(text, random);
    return lines.toSpliced(at, 1 + random.int(3)).join('\n');
  },
  // A line twice.
  (text, random) => {
    const [lines, at] = atLine(text, random);
    return lines.toSpliced(at, 0, lines[at] ?? '').join('\n');
  },
  // A line somewhere else.
  (text, random) => {
    const [lines, at] = atLine(text, random);
    const [taken = ''] = lines.splice(at, 1);
    return lines.toSpliced(random.int(lines.length), 0, taken).join('\n');
  },
  // A byte that is another one.
  (text, random) => {
    const at = random.int(text.length);
    return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << random.int(8))) + text.slice(at + 1);
  },
  // Something in between.
  (text, random) => {
    const at = random.int(text.length);
    return text.slice(0, at) + random.pick(bytes) + text.slice(at + random.int(3));
  },
  // A number that cannot be.
  (text, random) => {
    const found = [...text.matchAll(/\d+/g)];
    const one = random.any(found);
    if (one === undefined) return text;
    return text.slice(0, one.index) + random.pick(numbers) + text.slice(one.index + one[0].length);
  },
  // A stretch of it lost.
  (text, random) => {
    const at = random.int(text.length);
    return text.slice(0, at) + text.slice(at + random.int(400));
  },
  // A stretch of it twice.
  (text, random) => {
    const at = random.int(text.length);
    const length = random.int(400);
    return text.slice(0, at + length) + text.slice(at);
  },
];

/** One to three of these. */
export function spoilt(text: string, random: Random): string {
  let result = text;
  for (let left = 1 + random.int(3); left > 0; left -= 1) result = random.pick(ways)(result, random);
  return result;
}

/** A line that says nothing. */
export function nonsense(random: Random): string {
  return Array.from({ length: 1 + random.int(24) }, () => String.fromCharCode(33 + random.int(94))).join('');
}

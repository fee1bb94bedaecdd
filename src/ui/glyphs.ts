/** Every glyph, with its ASCII fallback. */
const unicode = {
  pointer: '❯',
  picked: '◉',
  node: '◉',
  open: '○',
  done: '✓',
  failed: '✗',
  running: '●',
  waiting: '·',
  warn: '!',
  rule: '─',
  up: '══',
  connecting: '╌╌',
  down: '··',
  left: '‹',
  right: '›',
  dash: '–',
  more: '…',
  arrowUp: '↑',
  arrowDown: '↓',
  arrowLeft: '←',
  arrowRight: '→',
  space: 'Space',
  cursor: '▏',
} as const;

export type Glyphs = Readonly<Record<keyof typeof unicode, string>> & {
  /** Whether a truncated line ends in an ellipsis. */
  readonly ellipsis: boolean;
};

const ascii: Omit<Glyphs, 'ellipsis'> = {
  pointer: '>',
  picked: '[x]',
  node: 'o',
  open: '[ ]',
  done: 'v',
  failed: 'x',
  running: '*',
  waiting: '.',
  warn: '!',
  rule: '-',
  up: '==',
  connecting: '--',
  down: '..',
  left: '<',
  right: '>',
  dash: '-',
  more: '...',
  arrowUp: 'Up',
  arrowDown: 'Down',
  arrowLeft: 'Left',
  arrowRight: 'Right',
  space: 'Space',
  cursor: '|',
};

export function glyphsFor(wide: boolean): Glyphs {
  return { ...(wide ? unicode : ascii), ellipsis: wide };
}

/** Whether the terminal supports more than ASCII (POSIX: the first variable that is set decides). */
export function speaksUnicode(env: Readonly<Record<string, string | undefined>>): boolean {
  if (env.TERM === 'linux' || (env.VPNMESH_ASCII ?? '') !== '') return false;
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((each) => each !== undefined && each !== '') ?? '';
  // A Mac's terminal or an SSH session without SendEnv often has no locale, and both support UTF-8.
  return locale === '' || /utf-?8/i.test(locale);
}

/** The data of a stage: lines of words parted by one space, closed by `end`. */

export interface ManagedFile {
  /** Which hosts want it, in the scripts' words: `always`, `kernel`, `libipsec`, `sysctl`, `sshd`, `peers`. */
  readonly when: 'always' | 'kernel' | 'libipsec' | 'sysctl' | 'sshd' | 'peers';
  readonly path: string;
  /** Octal, four digits. */
  readonly mode: '0600' | '0644' | '0755';
  /** The program that looks at it before it is put in place. */
  readonly check: 'none' | 'nft' | 'sh' | 'chrony' | 'logrotate' | 'apt';
  readonly text: string;
}

export function fileLine({ when, path, mode, check, text }: ManagedFile): string {
  return `file ${when} ${path} ${mode} ${check} ${Buffer.from(text).toString('base64')}`;
}

/** @throws RangeError when a value would break out of its line */
export function settingLine(key: string, value: string): string {
  if (/[\r\n\0]/.test(value)) throw new RangeError(`the value of ${key} spans lines`);
  return `set ${key} ${value}`;
}

export function inputOf(stage: string, lines: readonly string[]): string {
  return [settingLine('stage', stage), ...lines, 'end', ''].join('\n');
}

/** The data of a stage: lines of words separated by one space, terminated by `end`. */

export interface ManagedFile {
  /** Which hosts need it, as in the scripts: `always`, `kernel`, `libipsec`, `sysctl`, `sshd`, `peers`. */
  readonly when: 'always' | 'kernel' | 'libipsec' | 'sysctl' | 'sshd' | 'peers';
  readonly path: string;
  /** Octal, four digits. */
  readonly mode: '0600' | '0644' | '0755';
  /** The program that validates it before it is installed. */
  readonly check: 'none' | 'nft' | 'sh' | 'chrony' | 'logrotate' | 'apt';
  readonly text: string;
}

export function fileLine({ when, path, mode, check, text }: ManagedFile): string {
  return `file ${when} ${path} ${mode} ${check} ${Buffer.from(text).toString('base64')}`;
}

/** @throws RangeError for a value with line breaks */
export function settingLine(key: string, value: string): string {
  if (/[\r\n\0]/.test(value)) throw new RangeError(`the value of ${key} spans lines`);
  return `set ${key} ${value}`;
}

export function inputOf(stage: string, lines: readonly string[]): string {
  return [settingLine('stage', stage), ...lines, 'end', ''].join('\n');
}

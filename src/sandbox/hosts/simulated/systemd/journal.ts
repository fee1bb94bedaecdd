/** What programs on a host say: kept for journalctl, and handed to rsyslog while that runs. */

export interface JournalEntry {
  readonly time: Date;
  readonly unit: string | undefined;
  /** The program's name, as syslog has it. */
  readonly identifier: string;
  readonly pid: number;
  readonly facility: 'daemon' | 'auth' | 'user' | 'kern';
  readonly message: string;
}

const limit = 2000;

export class Journal {
  #entries: JournalEntry[] = [];
  readonly #listeners = new Set<(entry: JournalEntry) => void>();

  write(entry: Omit<JournalEntry, 'time'>): void {
    const full = { ...entry, time: new Date() };
    this.#entries.push(full);
    if (this.#entries.length > limit * 1.25) this.#entries = this.#entries.slice(-limit);
    for (const listener of this.#listeners) listener(full);
  }

  /** Returns what ends it. */
  listen(listener: (entry: JournalEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  entries(): readonly JournalEntry[] {
    return this.#entries;
  }
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** One line as syslog writes it: `Nov 25 09:14:02 ip-10-1-0-10 charon-systemd[612]: …`. */
export function syslogLine({ time, identifier, pid, message }: JournalEntry, hostname: string): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = [time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds()].map(two).join(':');
  const day = String(time.getUTCDate()).padStart(2, ' ');
  return `${months[time.getUTCMonth()]} ${day} ${clock} ${hostname} ${identifier}[${pid}]: ${message}`;
}

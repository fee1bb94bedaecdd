/** Log events on disk: lines are only ever added, apart from the state file, because there are many of them. */
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

export interface LogEvent {
  /** Epoch milliseconds, as the sender gave it. */
  readonly timestamp: number;
  readonly message: string;
  /** Epoch milliseconds of its arrival. */
  readonly ingestedAt: number;
  readonly id: string;
}

interface Line extends LogEvent {
  readonly stream: string;
}

/** Most events kept of one stream; older ones fall away. */
const mostPerStream = 50_000;
/** The file is written anew when it has this many lines of streams that are gone, and more of them than of others. */
const mostDead = 1_000;

export class LogEvents {
  readonly #path: string;
  readonly #streams = new Map<string, LogEvent[]>();
  #count = 0;
  #dead = 0;

  /** @param path JSON lines file @param live ids of the streams that exist; what belongs to others is dropped from the file */
  constructor(path: string, live: ReadonlySet<string>) {
    this.#path = path;
    if (!existsSync(path)) return;
    const lines = readFileSync(path, 'utf8').split('\n').flatMap(readLine);
    const kept = lines.filter((line) => live.has(line.stream));
    for (const { stream, ...event } of kept) this.#keep(stream, event);
    if (kept.length < lines.length) this.#compact();
  }

  #keep(stream: string, event: LogEvent): void {
    const events = this.#streams.get(stream) ?? [];
    events.push(event);
    if (events.length > mostPerStream) {
      events.shift();
      this.#dead += 1;
    }
    this.#streams.set(stream, events);
    this.#count = Math.max(this.#count, Number(event.id) + 1);
  }

  add(stream: string, events: readonly Omit<LogEvent, 'id'>[]): void {
    const numbered = events.map((event, index) => ({ ...event, id: String(this.#count + index).padStart(56, '0') }));
    for (const event of numbered) this.#keep(stream, event);
    appendFileSync(this.#path, numbered.map((event) => `${JSON.stringify({ stream, ...event })}\n`).join(''));
  }

  /** The stream's events, oldest first. */
  of(stream: string): readonly LogEvent[] {
    return (this.#streams.get(stream) ?? []).toSorted((a, b) => a.timestamp - b.timestamp);
  }

  forget(stream: string): void {
    this.#dead += this.#streams.get(stream)?.length ?? 0;
    this.#streams.delete(stream);
    const live = [...this.#streams.values()].reduce((sum, { length }) => sum + length, 0);
    if (this.#dead >= mostDead && this.#dead > live) this.#compact();
  }

  /** Replaces the file, so that a crash leaves the old lines or the new ones. */
  #compact(): void {
    const lines = [...this.#streams].flatMap(([stream, events]) =>
      events.map((event) => `${JSON.stringify({ stream, ...event })}\n`),
    );
    writeFileSync(`${this.#path}.new`, lines.join(''));
    renameSync(`${this.#path}.new`, this.#path);
    this.#dead = 0;
  }
}

/** A line that a crash cut short is left out. */
function readLine(text: string): readonly Line[] {
  try {
    return text === '' ? [] : [JSON.parse(text) as Line];
  } catch {
    return [];
  }
}

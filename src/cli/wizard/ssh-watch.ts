/** Until when SSH is open, as far as the wizard knows: by the rules that it saw last, and by what its own jobs open and close. */
import type { RunEvent } from '#mesh/events.ts';
import { openSshWindows, overdueSshWindows, type RulesSeen } from '#mesh/ssh-windows.ts';
import type { Message } from '#ui/model/messages.ts';

/** How long a rule says that it stands, should its run be killed: at most that long, for both are closed at the end. */
const runMs = 60 * 60_000;
const lookMs = 15 * 60_000;

export class SshWatch {
  /** Of the rules that stand by themselves: the operator's own, and what somebody left. */
  #standing: number | undefined;
  /** What jobs of ours have open, by what they opened it for. */
  readonly #opened = new Map<string, number>();
  readonly #dispatch: (message: Message) => void;
  readonly #now: () => number;

  constructor(dispatch: (message: Message) => void, now: () => number = Date.now) {
    this.#dispatch = dispatch;
    this.#now = now;
  }

  /** Seen before anything was opened by the job that looked. A rule whose time is over counts: AWS does not take it away. */
  observed(seen: RulesSeen): void {
    const now = new Date(this.#now());
    const ends = [...openSshWindows(seen, now), ...overdueSshWindows(seen, now)].map(({ until }) => until.getTime());
    // A date that cannot be read is over.
    this.#standing = latest(ends.map((end) => (Number.isNaN(end) ? 0 : end)));
    this.#tell();
  }

  /** By the operator's own wish, on every concentrator; undefined: all was closed. */
  wished(until: number | undefined): void {
    this.#standing = until;
    this.#tell();
  }

  lookBegins(): void {
    this.#open('look', lookMs);
  }

  lookEnds(): void {
    this.#close('look');
  }

  /** Steps of a run open it on one concentrator after the other. */
  event(event: RunEvent): void {
    if (event.type !== 'step-finished' || event.report.outcome !== 'done') return;
    const { kind, concentrator } = event.report.step;
    if (kind === 'ssh.open') this.#open(`run ${concentrator}`, runMs);
    if (kind === 'ssh.close') this.#close(`run ${concentrator}`);
  }

  #open(what: string, ms: number): void {
    this.#opened.set(what, this.#now() + ms);
    this.#tell();
  }

  #close(what: string): void {
    if (this.#opened.delete(what)) this.#tell();
  }

  #tell(): void {
    const until = latest([...(this.#standing === undefined ? [] : [this.#standing]), ...this.#opened.values()]);
    this.#dispatch({ type: 'ssh-window', until });
  }
}

const latest = (ends: readonly number[]): number | undefined => (ends.length === 0 ? undefined : Math.max(...ends));

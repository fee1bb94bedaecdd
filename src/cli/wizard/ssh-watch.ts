/** Until when SSH is open, as far as the wizard knows: by the rules that it saw last, and by what its own jobs open and close. */
import type { RunEvent, StepReport } from '#mesh/events.ts';
import { openSshWindows, overdueSshWindows, type RulesSeen } from '#mesh/observed/ssh-windows.ts';
import type { Message } from '#ui/model/messages.ts';

/** How long a rule says that it stands, should its run be killed: at most that long, for both are closed at the end. */
const runMs = 60 * 60_000;
const lookMs = 15 * 60_000;

interface SshWindowPlace {
  readonly name: string;
  readonly region: string;
}

/** What a run of ours has open on a concentrator. */
interface Opened {
  readonly region: string | null;
  readonly until: number;
  /** Its close failed, or its job has ended without one: whether the rule is still there is for AWS to say. */
  readonly left: boolean;
}

export class SshWatch {
  /** By region and concentrator, of the rules that stand by themselves: the operator's own, and what somebody left. */
  readonly #standing = new Map<string, Map<string, number>>();
  #lookUntil: number | undefined;
  readonly #opened = new Map<string, Opened>();
  readonly #dispatch: (message: Message) => void;
  readonly #now: () => number;

  constructor(dispatch: (message: Message) => void, now: () => number = Date.now) {
    this.#dispatch = dispatch;
    this.#now = now;
  }

  /**
   * Seen before anything was opened by the job that looked. A rule whose time is over counts: AWS does not take it away.
   * @param seen regions that were read in full; of any other stays what was known
   */
  observed(seen: RulesSeen): void {
    const now = new Date(this.#now());
    for (const { region } of seen.regions) {
      this.#standing.set(region, new Map());
      for (const [name, one] of this.#opened) if (one.left && one.region === region) this.#opened.delete(name);
    }
    // Those that are over first: of one concentrator the later end counts, and a date that cannot be read is over.
    for (const { region, concentrator, until } of [...overdueSshWindows(seen, now), ...openSshWindows(seen, now)]) {
      const end = until.getTime();
      this.#standing.get(region)?.set(concentrator, Number.isNaN(end) ? 0 : end);
    }
    this.#tell();
  }

  /** Nothing that was known is of the AWS, or of the mesh, that there is now. */
  forget(): void {
    this.#standing.clear();
    this.#opened.clear();
    this.#tell();
  }

  /** By the operator's own wish, on these; undefined: every temporary rule of theirs was revoked. */
  wished(places: readonly SshWindowPlace[], until: number | undefined): void {
    for (const { name, region } of places) {
      const there = this.#standing.get(region) ?? new Map<string, number>();
      this.#standing.set(region, there);
      if (until !== undefined) there.set(name, until);
      else {
        there.delete(name);
        this.#opened.delete(name);
      }
    }
    this.#tell();
  }

  /** Its groups went with their rules, if all of it was done. */
  destroyed(reports: readonly Pick<StepReport, 'outcome'>[]): void {
    if (reports.every(({ outcome }) => outcome === 'done')) this.forget();
  }

  lookBegins(): void {
    this.#lookUntil = this.#now() + lookMs;
    this.#tell();
  }

  /** A look has closed what it opened. What a run did not close is open until somebody sees that it is not. */
  jobEnds(): void {
    this.#lookUntil = undefined;
    for (const [name, one] of this.#opened) this.#opened.set(name, { ...one, left: true });
    this.#tell();
  }

  /** Steps of a run open it on one concentrator after the other. */
  event(event: RunEvent): void {
    if (event.type !== 'step-finished') return;
    const { step, outcome } = event.report;
    const { kind, region } = step;
    const name = step.concentrator ?? '';
    const there = this.#opened.get(name);
    if (kind === 'ssh.open' && outcome === 'done') {
      this.#opened.set(name, { region, until: this.#now() + runMs, left: false });
    } else if (kind === 'ssh.close' && there !== undefined) {
      if (outcome === 'done') this.#opened.delete(name);
      else this.#opened.set(name, { ...there, left: true });
    } else return;
    this.#tell();
  }

  #tell(): void {
    const until = latest([
      ...[...this.#standing.values()].flatMap((ends) => [...ends.values()]),
      ...[...this.#opened.values()].map((one) => one.until),
      ...(this.#lookUntil === undefined ? [] : [this.#lookUntil]),
    ]);
    this.#dispatch({ type: 'ssh-window', until });
  }
}

const latest = (ends: readonly number[]): number | undefined => (ends.length === 0 ? undefined : Math.max(...ends));

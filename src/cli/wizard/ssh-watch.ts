/** How long SSH is open, as far as the wizard knows: from the rules that it last read and from its own jobs. */

import type { RunEvent, StepReport } from '#mesh/events.ts';
import { openSshWindows, overdueSshWindows, type RulesSeen } from '#mesh/observed/ssh-windows.ts';
import { readSshMs, runSshMs } from '#mesh/ssh-durations.ts';
import type { Message } from '#ui/model/messages.ts';

interface SshWindowPlace {
  readonly name: string;
  readonly region: string;
}

/** SSH that one of our runs opened on a concentrator. */
interface Opened {
  readonly region: string | null;
  readonly until: number;
  /** Its close failed, or its job ended without one: only AWS knows whether the rule still exists. */
  readonly left: boolean;
}

export class SshWatch {
  /** By region and concentrator: the operator's own rules and left-overs. */
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
   * Read before the job opened anything. Expired rules count: AWS does not revoke them.
   * @param seen regions that were read completely; for others the earlier knowledge stays
   */
  observed(seen: RulesSeen): void {
    const now = new Date(this.#now());
    for (const { region } of seen.regions) {
      this.#standing.set(region, new Map());
      for (const [name, one] of this.#opened) if (one.left && one.region === region) this.#opened.delete(name);
    }
    // Expired ones first: per concentrator the later expiry counts, and an unreadable date counts as expired.
    for (const { region, concentrator, until } of [...overdueSshWindows(seen, now), ...openSshWindows(seen, now)]) {
      const end = until.getTime();
      this.#standing.get(region)?.set(concentrator, Number.isNaN(end) ? 0 : end);
    }
    this.#tell();
  }

  /** Forgets everything: the AWS account or the mesh has changed. */
  forget(): void {
    this.#standing.clear();
    this.#opened.clear();
    this.#tell();
  }

  /** Opened by the operator on these concentrators; undefined: all of their temporary rules were revoked. */
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

  /** After a complete destroy the groups and their rules are gone. */
  destroyed(reports: readonly Pick<StepReport, 'outcome'>[]): void {
    if (reports.every(({ outcome }) => outcome === 'done')) this.forget();
  }

  lookBegins(): void {
    this.#lookUntil = this.#now() + readSshMs;
    this.#tell();
  }

  /** A reading job has closed its own rules. What a run did not close counts as open until it is read as closed. */
  jobEnds(): void {
    this.#lookUntil = undefined;
    for (const [name, one] of this.#opened) this.#opened.set(name, { ...one, left: true });
    this.#tell();
  }

  /** A run's steps open SSH on one concentrator after the other. */
  event(event: RunEvent): void {
    if (event.type !== 'step-finished') return;
    const { step, outcome } = event.report;
    const { kind, region } = step;
    const name = step.concentrator ?? '';
    const there = this.#opened.get(name);
    if (kind === 'ssh.open' && outcome === 'done') {
      this.#opened.set(name, { region, until: this.#now() + runSshMs, left: false });
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

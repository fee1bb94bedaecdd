/** Practice: something is broken, somebody looks for it, and is told on request. What was planted is kept, so that it can be taken back. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { QueryCall } from '#sandbox/api/call.ts';
import type { HostConsole } from '#sandbox/hosts/backend.ts';
import { Builder } from '#sandbox/seed-builder.ts';
import type { Act, Breakage, PracticeDesk, Victim } from './breakage.ts';
import { awsBreakages } from './on-aws.ts';
import { hostBreakages } from './on-hosts.ts';
import { victims, viewOf } from './victims.ts';

const breakages: readonly Breakage[] = [...awsBreakages, ...hostBreakages];

const act = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('api'),
    region: z.string(),
    action: z.string(),
    fields: z.record(z.string(), z.string()),
  }),
  z.object({ kind: z.literal('host'), instanceId: z.string(), script: z.string(), args: z.array(z.string()) }),
  z.object({ kind: z.literal('forget-flows'), interfaceId: z.string() }),
]);
const planted = z.object({
  name: z.string(),
  /** What was done, told on request. */
  what: z.string(),
  lesson: z.string(),
  mend: z.array(act),
});
type Planted = z.output<typeof planted>;

export interface PracticeOptions extends Pick<QueryCall, 'world' | 'hosts'> {
  readonly console: HostConsole;
  /** Resolves when the network obeys the model. */
  readonly settle: () => Promise<void>;
  readonly save: () => Promise<void>;
  /** Where what was planted is kept. */
  readonly file: string;
  /** From 0 up to, not including, 1. */
  readonly chance: () => number;
}

export class Practice implements PracticeDesk {
  readonly #options: PracticeOptions;
  #planted: readonly Planted[];

  constructor(options: PracticeOptions) {
    this.#options = options;
    this.#planted = existsSync(options.file)
      ? z.array(planted).parse(JSON.parse(readFileSync(options.file, 'utf8')))
      : [];
  }

  readonly names: readonly string[] = breakages.map(({ name }) => name);

  get planted(): readonly Planted[] {
    return this.#planted;
  }

  async plant(name: string | undefined): Promise<void> {
    const { world, chance } = this.#options;
    const chosen = name === undefined ? breakages : breakages.filter((one) => one.name === name);
    if (chosen.length === 0) throw new Error(`there is no breakage "${name}": ${this.names.join(', ')}`);
    const free = chosen.filter((one) => !this.#planted.some((other) => other.name === one.name));
    if (free.length === 0) throw new Error('that is broken already: mend it first');
    const possible = victims(world).flatMap((victim) =>
      free.flatMap((breakage) => {
        const region = world.region(victim.region);
        const damage = region === undefined ? undefined : breakage.damage(victim, viewOf(region, victim));
        return damage === undefined ? [] : [{ breakage, victim, damage }];
      }),
    );
    const one = possible[Math.floor(chance() * possible.length)];
    if (one === undefined) throw new Error('there is no mesh to break: build one first');
    // Kept before it is done: whatever ends this half-way, it can be taken back.
    this.#keep([...this.#planted, entry(one.breakage, one.victim, one.damage.mend)]);
    await this.#carryOut(one.damage.acts);
  }

  async mend(): Promise<readonly { readonly name: string; readonly trouble?: string }[]> {
    const done: { readonly name: string; readonly trouble?: string }[] = [];
    for (const one of this.#planted.toReversed()) {
      const troubles: string[] = [];
      for (const each of one.mend) await this.#carryOut([each]).catch((error: Error) => troubles.push(error.message));
      this.#keep(this.#planted.filter((other) => other !== one));
      done.push({ name: one.name, ...(troubles.length === 0 ? {} : { trouble: troubles.join('; ') }) });
    }
    return done;
  }

  #keep(all: readonly Planted[]): void {
    const { file } = this.#options;
    writeFileSync(`${file}.new`, `${JSON.stringify(all)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
    this.#planted = all;
  }

  async #carryOut(acts: readonly Act[]): Promise<void> {
    const { console, settle, save } = this.#options;
    for (const one of acts) {
      switch (one.kind) {
        case 'api':
          await this.#builder(one.region).make(one.action, one.fields);
          await save();
          await settle();
          break;
        case 'forget-flows':
          await console.flushFlows(one.interfaceId);
          break;
        case 'host': {
          const { code, stdout, stderr } = await console.exec(one.instanceId, [
            'sh',
            '-c',
            one.script,
            'sh',
            ...one.args,
          ]);
          if (code !== 0) throw new Error(`on ${one.instanceId}: ${`${stdout}${stderr}`.trim() || `exit ${code}`}`);
        }
      }
    }
  }

  #builder(regionName: string): Builder {
    const { world, hosts } = this.#options;
    const region = world.region(regionName);
    if (region === undefined) throw new Error(`there is no region ${regionName}`);
    const caller = { kind: 'user', arn: 'practice', userId: 'practice', name: 'practice', policies: [] } as const;
    return new Builder({ world, hosts, regionName, region, caller, now: Date.now() });
  }
}

function entry({ name, what, lesson }: Breakage, victim: Victim, mend: readonly Act[]): Planted {
  return { name, what: what(victim), lesson, mend: z.array(act).parse(mend) };
}

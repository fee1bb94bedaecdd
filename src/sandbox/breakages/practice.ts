/** Practice: something is broken, somebody looks for it, and is told on request. What was planted is kept, so that it can be taken back. */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeWholeFile } from '#files/whole-file.ts';
import { SandboxError } from '#sandbox/sandbox-error.ts';
import { type ActOptions, act, carryOut } from './apply-breakage.ts';
import type { Act, Breakage, PlantedFault, PracticeDesk, Victim } from './breakage.ts';
import { awsBreakages } from './on-aws.ts';
import { hostBreakages } from './on-hosts.ts';
import { victims, viewOf } from './targets.ts';

const breakages: readonly Breakage[] = [...awsBreakages, ...hostBreakages];

const planted = z.object({
  name: z.string(),
  /** What was done, told on request. */
  what: z.string(),
  lesson: z.string(),
  repair: z.array(act),
  /** Whom it befell: one that was planted by an older sandbox does not say. */
  victim: z.optional(z.object({ region: z.string(), interfaceId: z.string() })),
  stands: z.optional(act),
});
type Planted = z.output<typeof planted>;

export interface PracticeOptions extends ActOptions {
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

  planted(): Promise<readonly PlantedFault[]> {
    return Promise.all(
      this.#planted.map(async (one) => {
        const { name, what, lesson } = one;
        return { name, what, lesson, stands: await this.#stands(one) };
      }),
    );
  }

  async #stands({ name, repair, victim, stands }: Planted): Promise<boolean | null> {
    const { world, console } = this.#options;
    const found = victims(world).find((one) => one.interfaceId === victim?.interfaceId && one.region === victim.region);
    const region = world.region(found?.region ?? '');
    // What does not run is not among those that can be broken.
    if (found === undefined || region === undefined)
      return name === 'instance-stopped' && victim !== undefined ? true : null;
    if (stands?.kind === 'host') {
      const argv = ['sh', '-c', stands.script, 'sh', ...stands.args];
      // Its instance may be another one by now.
      const asked = await console.exec(found.instanceId, argv).catch(() => undefined);
      return asked === undefined ? null : asked.code === 0;
    }
    const again = breakages.find((one) => one.name === name)?.damage(found, viewOf(region, found));
    return again === undefined || again.repair.length < repair.length;
  }

  /** What is broken now, or may be: of a host that is gone for good nothing is left. */
  async #before(): Promise<readonly { readonly name: string; readonly stands: boolean | null }[]> {
    const { world } = this.#options;
    const all = await Promise.all(this.#planted.map(async (one) => ({ one, stands: await this.#stands(one) })));
    return all.flatMap(({ one: { name, victim }, stands }) => {
      const isGone =
        victim !== undefined && world.region(victim.region)?.interfaces.get(victim.interfaceId) === undefined;
      return stands === false || isGone ? [] : [{ name, stands }];
    });
  }

  async plant(name: string | undefined): Promise<void> {
    const { world, chance } = this.#options;
    const chosen = name === undefined ? breakages : breakages.filter((one) => one.name === name);
    if (chosen.length === 0) {
      throw new SandboxError(`unknown breakage "${name}"`, '`vpnmesh sandbox break --list` lists them');
    }
    const before = await this.#before();
    const free = chosen.filter((one) => !before.some((other) => other.name === one.name));
    if (free.length === 0) {
      const silent = before.every(({ name: which, stands }) => which !== name || stands === null);
      throw new SandboxError(
        silent
          ? 'that was broken before, and its host is not running, so its state is unknown'
          : 'that is already broken',
        '`vpnmesh sandbox break --repair` repairs it',
      );
    }
    const all = victims(world);
    if (all.length === 0) {
      throw new SandboxError(
        'there is no mesh to break, or none of its hosts is running',
        '`vpnmesh apply --sandbox` builds one, and starts stopped instances',
      );
    }
    const possible = all.flatMap((victim) =>
      free.flatMap((breakage) => {
        const region = world.region(victim.region);
        const damage = region === undefined ? undefined : breakage.damage(victim, viewOf(region, victim));
        return damage === undefined ? [] : [{ breakage, victim, damage }];
      }),
    );
    const one = possible[Math.floor(chance() * possible.length)];
    if (one === undefined) {
      const why = [...new Set(free.map(({ name: which, unless = 'nothing to break' }) => `${which}: ${unless}`))];
      throw new SandboxError(why.join('; '), 'choose another one: `vpnmesh sandbox break --list` lists them');
    }
    // Kept before it is done: whatever ends this half-way, it can be taken back.
    this.#keep([
      ...this.#planted.filter((other) => other.name !== one.breakage.name),
      entry(one.breakage, one.victim, one.damage.repair),
    ]);
    await carryOut(one.damage.acts, this.#options);
  }

  async repair(): Promise<readonly { readonly name: string; readonly trouble?: string }[]> {
    const done: { readonly name: string; readonly trouble?: string }[] = [];
    for (const one of this.#planted.toReversed()) {
      const troubles: string[] = [];
      for (const each of one.repair)
        await carryOut([each], this.#options).catch((error: Error) => troubles.push(error.message));
      this.#keep(this.#planted.filter((other) => other !== one));
      done.push({ name: one.name, ...(troubles.length === 0 ? {} : { trouble: troubles.join('; ') }) });
    }
    return done;
  }

  #keep(all: readonly Planted[]): void {
    const { file } = this.#options;
    writeWholeFile(file, `${JSON.stringify(all)}\n`, 0o600);
    this.#planted = all;
  }
}

function entry({ name, what, lesson, stands }: Breakage, victim: Victim, repair: readonly Act[]): Planted {
  const { region, interfaceId } = victim;
  const kept = {
    name,
    what: what(victim),
    lesson,
    repair: z.array(act).parse(repair),
    victim: { region, interfaceId },
  };
  return stands === undefined ? kept : { ...kept, stands: stands(victim) as z.output<typeof act> };
}

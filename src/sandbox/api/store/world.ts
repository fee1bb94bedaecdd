/** The whole emulated AWS as data: one account, its IAM, and the regions. */
import { type Settings, settingsSchema } from '#sandbox/api/settings.ts';
import type { AccessKey, InstanceProfile, Role, Session, User } from './account-model.ts';
import { openRegion, type Region, type RegionRows } from './region.ts';
import { Table } from './table.ts';

/** The form the state file has. */
export interface WorldRows {
  readonly accountId: string;
  readonly settings: Partial<Settings>;
  readonly accessKeys: readonly AccessKey[];
  readonly users: readonly User[];
  readonly roles: readonly Role[];
  readonly profiles: readonly InstanceProfile[];
  readonly sessions: readonly Session[];
  readonly regions: Readonly<Record<string, Partial<RegionRows>>>;
}

export const emptyWorld = (accountId: string): WorldRows => ({
  accountId,
  settings: {},
  accessKeys: [],
  users: [],
  roles: [],
  profiles: [],
  sessions: [],
  regions: {},
});

/** The regions of an account that has opted in to none; a zone is the region's name and a letter. */
export const regionNames = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'sa-east-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'eu-central-1',
  'eu-north-1',
  'ap-south-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-southeast-1',
  'ap-southeast-2',
] as const;

export class World {
  readonly accountId: string;
  readonly accessKeys: Table<AccessKey>;
  readonly users: Table<User>;
  readonly roles: Table<Role>;
  readonly profiles: Table<InstanceProfile>;
  readonly sessions: Table<Session>;
  readonly #regions = new Map<string, Region>();
  readonly #regionRevisions = new Map<string, number>();
  #settings: Settings;
  #revision = 0;

  constructor(rows: WorldRows) {
    const changed = (): void => {
      this.#revision += 1;
    };
    this.accountId = rows.accountId;
    this.accessKeys = new Table(rows.accessKeys, changed);
    this.users = new Table(rows.users, changed);
    this.roles = new Table(rows.roles, changed);
    this.profiles = new Table(rows.profiles, changed);
    this.sessions = new Table(rows.sessions, changed);
    for (const name of regionNames) {
      const inRegion = (): void => {
        this.#regionRevisions.set(name, this.revisionOf(name) + 1);
        changed();
      };
      this.#regions.set(name, openRegion(rows.regions[name] ?? {}, inRegion));
    }
    this.#settings = settingsSchema.parse(rows.settings);
  }

  /** Grows with every change: what has been saved or projected is compared by it. */
  get revision(): number {
    return this.#revision;
  }

  /** The same of one region alone. */
  revisionOf(region: string): number {
    return this.#regionRevisions.get(region) ?? 0;
  }

  get settings(): Settings {
    return this.#settings;
  }

  set settings(settings: Settings) {
    this.#settings = settings;
    this.#revision += 1;
  }

  region(name: string): Region | undefined {
    return this.#regions.get(name);
  }

  regions(): readonly (readonly [string, Region])[] {
    return [...this.#regions];
  }

  /** The rows as JSON; what did not change since the last time costs nothing. */
  json(): string {
    const object = (entries: readonly (readonly [string, string])[]): string =>
      `{${entries.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join()}}`;
    const regions = [...this.#regions].map(
      ([name, region]) => [name, object(Object.entries(region).map(([table, rows]) => [table, rows.json()]))] as const,
    );
    return object([
      ['accountId', JSON.stringify(this.accountId)],
      ['settings', JSON.stringify(this.#settings)],
      ['accessKeys', this.accessKeys.json()],
      ['users', this.users.json()],
      ['roles', this.roles.json()],
      ['profiles', this.profiles.json()],
      ['sessions', this.sessions.json()],
      ['regions', object(regions)],
    ]);
  }
}

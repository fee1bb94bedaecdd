/** What an action gets to work with, and what it is. */
import type { Caller } from './access/caller.ts';
import type { LogEvents } from './logs/event-store.ts';
import type { Region } from './store/region.ts';
import type { World } from './store/world.ts';
import type { Params } from './wire/params.ts';
import type { XmlObject } from './wire/xml.ts';

/** What the API asks of the hosts: every request is taken at once and carried out afterwards. */
export interface Hosts {
  launch(regionName: string, instanceId: string): void;
  start(regionName: string, instanceId: string): void;
  stop(regionName: string, instanceId: string): void;
  reboot(regionName: string, instanceId: string): void;
  terminate(regionName: string, instanceId: string): void;
  /** What the console printed since the last boot; empty while there is nothing. */
  console(instanceId: string): Promise<string>;
  /** Address the operator comes from: never given out as an Elastic IP. */
  readonly operatorAddress: string;
}

export interface Call {
  readonly world: World;
  readonly regionName: string;
  readonly region: Region;
  readonly caller: Caller;
  readonly hosts: Hosts;
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface QueryCall extends Call {
  readonly params: Params;
}

export interface JsonCall extends Call {
  readonly body: unknown;
  readonly events: LogEvents;
}

export type Json = string | number | boolean | undefined | null | readonly Json[] | { readonly [key: string]: Json };

/** One API action. `changes` tells a mutating action from a reading one. */
export interface Action<C extends Call, Answer> {
  readonly changes: boolean;
  readonly run: (call: C) => Answer | Promise<Answer>;
}

export type QueryAction = Action<QueryCall, XmlObject>;
export type JsonAction = Action<JsonCall, Json>;
export type Actions<A> = Readonly<Record<string, A>>;

export const reads = <C extends Call, Answer>(run: Action<C, Answer>['run']): Action<C, Answer> => ({
  changes: false,
  run,
});
export const changes = <C extends Call, Answer>(run: Action<C, Answer>['run']): Action<C, Answer> => ({
  changes: true,
  run,
});

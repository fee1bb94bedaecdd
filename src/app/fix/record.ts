/** The record of a fix: its changes and the state before, kept on this machine and in the mesh's log group. */

import * as z from 'zod';
import { publish } from '#app/audit/publish.ts';
import { explain } from '#app/run/executor.ts';
import type { Tools } from '#app/run/tools.ts';
import { OperatorError } from '#mesh/errors.ts';
import { plainly, quoted } from '#mesh/quote.ts';
import { changeKinds, type FixRecord, type RecordedChange } from '#mesh/remedy/fix-record.ts';
import type { Spec } from '#mesh/spec/schema.ts';
import { utcText } from '#mesh/time-text.ts';
import type { Store } from '#ports/store.ts';

export interface FixRecorder {
  readonly id: string;
  /** The checks that the following changes fix. */
  isFor(checks: readonly string[]): void;
  /** Written before the change is made. */
  readonly add: (changes: readonly RecordedChange[]) => Promise<void>;
  /** Undefined until something is changed. */
  record(): FixRecord | undefined;
}

/** Sorts by time; two within a second differ. */
export function fixRunId(now: Date): string {
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `${time}-${Math.random().toString(16).slice(2, 6).padEnd(4, '0')}`;
}

const recordPath = (run: string): string => `fixes/${run}.json`;
const lastPath = 'fixes/last';

export function recorderOf(
  { clock, store }: Pick<Tools, 'clock'> & { readonly store: Store },
  mesh: string,
): FixRecorder {
  const run = fixRunId(clock.now());
  const checks = new Set<string>();
  let changes: readonly RecordedChange[] = [];
  const record = (): FixRecord => ({ schema: 'vpnmesh.undo/1', mesh, run, checks: [...checks], changes });
  return {
    id: run,
    isFor: (more) => {
      for (const check of more) checks.add(check);
    },
    add: async (more) => {
      if (more.length === 0) return;
      changes = [...changes, ...more];
      writeRecord(store, record());
      // Lets undo find the last one without listing.
      store.write(mesh, lastPath, `${run}\n`);
    },
    record: () => (changes.length === 0 ? undefined : record()),
  };
}

export function writeRecord(store: Store, record: FixRecord): void {
  store.write(record.mesh, recordPath(record.run), `${JSON.stringify(record, null, 1)}\n`);
}

const known = z.object({
  schema: z.literal('vpnmesh.undo/1'),
  mesh: z.string(),
  run: z.string(),
  checks: z.array(z.string()),
  changes: z.array(z.looseObject({ region: z.string(), step: z.string(), change: z.string() })),
  takenBack: z.record(z.string(), z.string().nullable()).optional(),
  undoneAt: z.string().optional(),
});

/**
 * @param run undefined: the last one
 * @throws OperatorError if there is no such record, it is unreadable, or it was already undone
 */
export function readRecord(store: Store, mesh: string, run: string | undefined): FixRecord {
  if (run !== undefined && !/^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{4}$/.test(run)) {
    throw new OperatorError(
      `${quoted(run)} is not a run of fix`,
      '`vpnmesh fix` prints the name of its run if it changed something',
    );
  }
  const name = run ?? store.read(mesh, lastPath)?.trim();
  const text = name === undefined ? undefined : store.read(mesh, recordPath(name));
  if (name === undefined || text === undefined) {
    throw new OperatorError(
      `no ${run === undefined ? 'fix' : `fix ${run}`} of mesh ${mesh} is recorded on this machine`,
      'undo on the machine that ran the fix',
    );
  }
  const path = store.path(mesh, recordPath(name));
  const { success, data } = known.safeParse(parsed(text));
  if (!success || data.mesh !== mesh) throw new OperatorError(`${path} is not a record of a fix of mesh ${mesh}`);
  if (data.undoneAt !== undefined)
    throw new OperatorError(`fix ${name} was already undone at ${utcText(data.undoneAt)}`);
  const strange = data.changes.find(({ change }) => !changeKinds.some((kind) => kind === change));
  if (strange !== undefined) {
    throw new OperatorError(
      `${path} contains a change that this version does not know: ${plainly(strange.change)}`,
      'undo it with the version that wrote it, or a newer one',
    );
  }
  return data as unknown as FixRecord;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** For operators on other machines: the record as an event in the mesh's log group. If that fails, only a note says so. */
export async function announce(spec: Spec, record: FixRecord, tools: Tools): Promise<void> {
  try {
    await publish(spec, [JSON.stringify(record)], tools);
  } catch (error) {
    const { message } = explain(error);
    tools.operator.notify({
      type: 'note',
      text: `could not write the record of fix ${record.run} to the log group: ${message}`,
    });
  }
}

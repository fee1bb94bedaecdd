/** The record of a fix: what was changed and how it was before, kept on this machine and in the mesh's log group. */
import type { Change, FixRecord } from '#mesh/undo.ts';
import type { Store } from '#ports/store.ts';
import type { Tools } from './apply.ts';

export interface FixRecorder {
  readonly id: string;
  /** Written before the change is made. */
  readonly add: (changes: readonly Change[]) => Promise<void>;
  /** Undefined while nothing was changed. */
  run(): string | undefined;
}

/** Sorts by time, and two in one second differ. */
export function fixRunId(now: Date): string {
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `${time}-${Math.random().toString(16).slice(2, 6).padEnd(4, '0')}`;
}

export const fixPath = (run: string): string => `fixes/${run}.json`;

export function recorderOf(
  { clock, store }: Pick<Tools, 'clock'> & { readonly store: Store },
  mesh: string,
  checks: readonly string[],
): FixRecorder {
  const run = fixRunId(clock.now());
  let changes: readonly Change[] = [];
  return {
    id: run,
    add: async (more) => {
      if (more.length === 0) return;
      changes = [...changes, ...more];
      const record: FixRecord = { schema: 'vpnmesh.undo/1', mesh, run, checks: [...new Set(checks)], changes };
      store.write(mesh, fixPath(run), `${JSON.stringify(record, null, 1)}\n`);
    },
    run: () => (changes.length === 0 ? undefined : run),
  };
}

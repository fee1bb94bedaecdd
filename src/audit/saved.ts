/** The report of an earlier run, read again. It is a file on somebody's disk: whatever is in it, the audit goes on. */
import type * as z from 'zod';
import { masked, plainly } from '#mesh/quote.ts';
import { reportSchema } from './report.ts';

export type SavedRun = z.output<typeof reportSchema>;

/** The run, or in a few words why the text is none of this mesh. */
export type SavedReading = { readonly ok: true; readonly run: SavedRun } | { readonly ok: false; readonly why: string };

/** @param account the account that was looked at now; null where it could not be read */
export function parseSavedRun(text: string, mesh: string, account: string | null): SavedReading {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return { ok: false, why: 'it is no JSON' };
  }
  const { success, data, error } = reportSchema.safeParse(read);
  if (!success) {
    const [issue] = error.issues;
    return {
      ok: false,
      why: `it is no report of an audit (${issue?.path.join('.') || 'as a whole'}: ${masked(issue?.message ?? '')})`,
    };
  }
  if (data.mesh !== mesh) return { ok: false, why: `it is of mesh ${plainly(data.mesh)}` };
  const other = data.account ?? null;
  if (other !== null && account !== null && other !== account)
    return { ok: false, why: `it is of account ${plainly(other)}` };
  return { ok: true, run: data };
}

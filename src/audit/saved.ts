/** Reads a saved report. The file may contain anything: the audit continues in any case. */
import type * as z from 'zod';
import { masked, plainly } from '#mesh/quote.ts';
import { reportSchema } from './report.ts';

export type SavedRun = z.output<typeof reportSchema>;

/** The run, or why the text is not one of this mesh. */
export type SavedReading = { readonly ok: true; readonly run: SavedRun } | { readonly ok: false; readonly why: string };

/** @param account the current account; null if it could not be read */
export function parseSavedRun(text: string, mesh: string, account: string | null): SavedReading {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return { ok: false, why: 'not JSON' };
  }
  const { success, data, error } = reportSchema.safeParse(read);
  if (!success) {
    const [issue] = error.issues;
    return {
      ok: false,
      why: `not an audit report (${issue?.path.join('.') || 'as a whole'}: ${masked(issue?.message ?? '')})`,
    };
  }
  if (data.mesh !== mesh) return { ok: false, why: `from mesh ${plainly(data.mesh)}` };
  const other = data.account ?? null;
  if (other !== null && account !== null && other !== account)
    return { ok: false, why: `from account ${plainly(other)}` };
  return { ok: true, run: data };
}

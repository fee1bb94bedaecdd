/** The last saved audit on this machine. */
import { type ReportHead, reportJson } from '#audit/report.ts';
import type { AuditResult } from '#audit/result.ts';
import { parseSavedRun, type SavedReading } from '#audit/saved.ts';
import { tell } from '#cli/output.ts';
import { stateFolder } from '#cli/state-folder.ts';
import { OperatorError } from '#mesh/errors.ts';
import type { Store } from '#ports/store.ts';
import { fileStore } from '#store/file-store.ts';

const name = 'last-audit.json';

export interface SavedAudit {
  /** Undefined if none is saved; `why` if the file is not one of this mesh. */
  last(): SavedReading | undefined;
  /** Reports on stderr if it moved a file aside. @throws OperatorError */
  keep(audit: AuditResult): void;
  readonly path: string;
}

export function savedAudit(head: ReportHead, store: Store = fileStore(stateFolder())): SavedAudit {
  const { mesh, account } = head;
  const last = (): SavedReading | undefined => {
    try {
      const text = store.read(mesh, name);
      return text === undefined ? undefined : parseSavedRun(text, mesh, account);
    } catch (error) {
      if (error instanceof OperatorError) return { ok: false, why: error.message };
      throw error;
    }
  };
  return {
    path: store.path(mesh, name),
    last,
    keep: (audit) => {
      const before = last();
      if (before?.ok === false) {
        const aside = store.setAside(mesh, name);
        tell(`the saved run is not overwritten (${before.why}), but moved to ${aside}\n`);
      }
      store.write(mesh, name, `${JSON.stringify(reportJson(head, audit))}\n`);
    },
  };
}

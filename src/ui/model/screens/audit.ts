/** Findings, worst first: browse, fix, waive. */
import { worstFirst } from '#audit/order.ts';
import type { Result } from '#audit/result.ts';
import { pageOf } from '#ui/model/available-lines.ts';
import { auditRoom, findingLines, findingPage } from '#ui/model/finding-lines.ts';
import { moved } from '#ui/model/list.ts';
import { emptyRun } from '#ui/model/run-state.ts';
import { bound, busy, leavingFor, type ScreenLogic, stay } from '#ui/model/screen.ts';
import type { Wizard } from '#ui/model/state.ts';
import { fieldOf } from '#ui/model/text-field.ts';
import { toAudit, toHome } from './navigation.ts';
import { overSsh } from './over-ssh.ts';

export function findings({
  audit,
  showPassing,
  filters,
}: Pick<Wizard, 'audit' | 'showPassing' | 'filters'>): readonly Result[] {
  if (audit.state !== 'ready') return [];
  const wanted = (filters.audit ?? '').toLowerCase();
  return worstFirst(
    audit.value.results
      .filter(({ status }) => showPassing || status === 'fail' || status === 'unknown' || status === 'waived')
      .filter(({ check, title, message, resource }) =>
        `${check} ${title} ${message} ${resource.id} ${resource.concentrator ?? ''}`.toLowerCase().includes(wanted),
      ),
  );
}

export function findingAt(state: Wizard): Result | undefined {
  const all = findings(state);
  return all.find(({ fingerprint }) => fingerprint === state.cursors.audit) ?? all[0];
}

const canFix = ({ audit }: Wizard, { check, status, remedy }: Result): boolean =>
  status === 'fail' && remedy.risk !== 'guidance' && audit.state === 'ready' && audit.value.fixable.includes(check);

/** Next or previous page of the selected finding. */
function paged(state: Wizard, by: 1 | -1): Wizard {
  const { audit: seen, cursors, columns } = state;
  const finding = findingAt(state);
  if (seen.state !== 'ready' || finding === undefined) return state;
  const lines = findingLines(finding, columns).length;
  const { finding: room } = auditRoom(state, seen.value, findings(state).length);
  const { first, shown } = findingPage(state, lines, room);
  const line = Math.max(0, Math.min(lines - shown, first + by * shown));
  return { ...state, cursors: { ...cursors, finding: String(line) } };
}

export const audit: ScreenLogic<'audit'> = {
  rows: (state) => findings(state).map(({ fingerprint }) => fingerprint),
  move(state, movement) {
    if (movement === 'left' || movement === 'right') return paged(state, movement === 'left' ? -1 : 1);
    const rows = findings(state).map(({ fingerprint }) => fingerprint);
    const at = moved(rows, state.cursors.audit, movement, pageOf(state));
    return at === undefined ? state : { ...state, cursors: { ...state.cursors, audit: at, finding: undefined } };
  },
  disabled(state, action) {
    if (action === 'all') return undefined;
    if (action === 'back' || action === 'next') return bound(state);
    const occupied = busy(state);
    if (occupied !== undefined || action === 'again' || action === 'ssh' || action === 'undo') return occupied;
    if (state.audit.state !== 'ready') return 'no audit yet';
    const finding = findingAt(state);
    switch (action) {
      case 'fix':
        if (finding === undefined) return 'nothing is selected';
        if (canFix(state, finding)) return undefined;
        return finding.status === 'fail' ? 'fix this one manually: see below' : 'this one does not fail';
      case 'fixSafe':
        return findings(state).some((one) => canFix(state, one) && one.remedy.risk === 'safe')
          ? undefined
          : 'no finding has a safe fix';
      case 'waive':
        return finding?.status === 'fail' ? undefined : 'only a failing check can be waived';
      default:
        return undefined;
    }
  },
  act(state, action) {
    const finding = findingAt(state);
    const { openSsh } = state;
    const fixing = { ...state, job: 'fix' as const, run: { ...emptyRun, startedAt: state.now } };
    switch (action) {
      case 'fix':
        return finding === undefined
          ? stay(state)
          : stay(fixing, { type: 'fix', ids: [finding.check], safeOnly: false, openSsh });
      case 'fixSafe':
        return stay(fixing, { type: 'fix', ids: [], safeOnly: true, openSsh });
      case 'waive':
        return stay({ ...state, waiveReason: '', entry: { for: 'waive-reason', field: fieldOf('') } });
      case 'undo':
        return stay({ ...fixing, job: 'undo' }, { type: 'undo', openSsh });
      case 'export':
        return stay(state, { type: 'export' });
      case 'all':
        return stay({ ...state, showPassing: !state.showPassing });
      case 'again':
        return toAudit(state);
      case 'ssh':
        return overSsh(state);
      case 'next':
      case 'back':
        return leavingFor(state, toHome);
    }
  },
};

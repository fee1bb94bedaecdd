/** What stays on the terminal when the wizard has gone: where things stand, and how to go on. */
import { namingTheSame } from '#cli/again.ts';
import type { Wizard } from '#ui/model/state.ts';

export function farewell(state: Wizard, code: number): string {
  const { place, file, written, living, run, job, draft } = state;
  const same = namingTheSame(place === 'sandbox' ? { sandbox: true } : file === 'vpnmesh.yaml' ? {} : { file });
  const left = run.steps.filter((one) => one.state !== 'done').length;
  const lines: string[] = [];
  if (code === 130 && run.steps.length > 0 && left > 0) {
    lines.push(`stopped with ${left} of ${run.steps.length} steps left`);
    lines.push('next: `vpnmesh apply` goes on from here, and so does the wizard');
  } else if (living?.members.some(({ built }) => built) === true) {
    lines.push(
      `mesh ${draft.mesh} stands: ${living.members.length} members, ${living.tunnels.length} ${living.tunnels.length === 1 ? 'tunnel' : 'tunnels'}`,
    );
    lines.push('next: `vpnmesh audit` every hour from cron; `vpnmesh status` any time; the wizard opens it again');
  } else if (written) lines.push(`nothing was changed; the spec is in ${file}`);
  else lines.push('nothing was changed');
  if (job !== undefined && code === 130) lines.push('SSH may still be open: the next run closes it');
  return `${same(lines.join('\n'))}\n`;
}

export function crashText(error: unknown, log: string): string {
  const what = error instanceof Error ? error.message : String(error);
  return [
    `error this is a fault of vpnmesh, not yours: ${what}`,
    `next: start it again, it goes on from what is there; if it comes back, report it with ${log}`,
    '',
  ].join('\n');
}

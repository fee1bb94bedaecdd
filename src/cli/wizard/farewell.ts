/** What stays on the terminal when the wizard has gone: where things stand, and how to go on. */
import { namingTheSame } from '#cli/hint-commands.ts';
import { minutesLeft } from '#mesh/observed/ssh-windows.ts';
import { counted } from '#mesh/plural.ts';
import type { Wizard } from '#ui/model/state.ts';

export function farewell(state: Wizard, code: number): string {
  const { place, file, written, living, gone, run, job, draft, sshOpenUntil, now } = state;
  const same = namingTheSame(place === 'sandbox' ? { sandbox: true } : file === 'vpnmesh.yaml' ? {} : { file });
  const left = run.steps.filter((one) => one.state !== 'done').length;
  const built = living?.members.filter((one) => one.built).length ?? 0;
  const sandbox = sandboxLine(state);
  const lines: string[] = [];
  const began = run.steps.some((one) => one.state !== 'waiting');
  // Somebody said no, and went on to something else.
  const declined = job !== run.of && !began && run.of !== 'apply' && run.ending?.interrupted === false;
  const stopped = code === 130 && run.steps.length > 0 && !declined;
  if (stopped && !began && commandOf(job ?? run.of) !== 'apply') {
    // Left at the question: what was only looked at is not to be recommended.
    lines.push(`nothing was begun: mesh ${draft.mesh} is as it was`);
  } else if (stopped && left > 0) {
    lines.push(`stopped with ${left} of ${counted(run.steps.length, 'step')} left`);
    lines.push(`next: \`vpnmesh ${commandOf(job ?? run.of)}\` goes on from here, and so does the wizard`);
  } else if (gone) lines.push(`mesh ${draft.mesh} is gone; the spec is in ${file}`);
  else if (built > 0 && living !== undefined) {
    const { members, tunnels } = living;
    const whole = `${counted(members.length, 'member')}, ${counted(tunnels.length, 'tunnel')}`;
    if (built === members.length) lines.push(`mesh ${draft.mesh} stands: ${whole}`);
    else lines.push(`mesh ${draft.mesh} stands in part: ${built} of ${whole}; \`vpnmesh apply\` goes on from there`);
    lines.push('next: `vpnmesh audit` every hour from cron; `vpnmesh status` any time; the wizard opens it again');
  } else {
    const changed = place === 'aws' ? ['nothing was changed'] : [];
    const where = written ? [`the spec is in ${file}`] : [];
    if (changed.length + where.length > 0) lines.push([...changed, ...where].join('; '));
  }
  lines.push(...(gone ? [] : criticalLines(state)), ...(sandbox === undefined ? [] : [sandbox]));
  if (job !== undefined && code === 130) {
    lines.push('SSH may still be open, until its time is over or the next run closes it');
  } else if (sshOpenUntil !== undefined) {
    const meant =
      sshOpenUntil > now ? `for ${counted(minutesLeft(sshOpenUntil, now), 'more minute')}` : 'past its time';
    lines.push(`SSH is open, ${meant}: \`vpnmesh ssh close\` closes it`);
  }
  return `${same(lines.join('\n'))}\n`;
}

/** The command that does on what was stopped: one that takes away is not to be followed by one that builds. */
function commandOf(stopped: Wizard['job']): string {
  switch (stopped) {
    case 'destroy':
      return 'destroy';
    case 'fix':
      return 'fix';
    case 'undo':
      return 'fix --undo';
    default:
      return 'apply';
  }
}

/** What the audit of this session found, as far as nobody has put it right or answers for it. */
function criticalLines({ audit }: Wizard): readonly string[] {
  if (audit.state !== 'ready') return [];
  const [first, ...more] = audit.value.results.filter((one) => one.status === 'fail' && one.severity === 'critical');
  if (first === undefined) return [];
  const others = more.length === 0 ? '' : `, and ${more.length} more`;
  return [
    `critical: ${first.check} of ${first.resource.id} fails: ${first.message}${others}`,
    'next: `vpnmesh fix --dry-run` shows what would put it right, `vpnmesh audit` what has to be done by hand',
  ];
}

/** It stays up when the wizard is left, also when one went on to AWS. */
function sandboxLine({ sandboxUp, place }: Wizard): string | undefined {
  if (sandboxUp) return 'the sandbox is still up: `vpnmesh sandbox down` ends it';
  return place === 'sandbox' ? 'a sandbox may be up: `vpnmesh sandbox down` ends it' : undefined;
}

export function crashText(error: unknown, log: string): string {
  const what = error instanceof Error ? error.message : String(error);
  return [
    `error this is a fault of vpnmesh, not yours: ${what}`,
    `next: start it again, it goes on from what is there; if it comes back, report it with ${log}`,
    '',
  ].join('\n');
}

/** What stays on the terminal after the wizard: the state of the mesh, and the next step. */
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
  // The operator declined and went on to something else.
  const declined = job !== run.of && !began && run.of !== 'apply' && run.ending?.interrupted === false;
  const stopped = code === 130 && run.steps.length > 0 && !declined;
  if (stopped && !began && commandOf(job ?? run.of) !== 'apply') {
    // Left at the question: do not recommend what was only shown.
    lines.push(`nothing was started: mesh ${draft.mesh} is unchanged`);
  } else if (stopped && left > 0) {
    lines.push(`stopped with ${left} of ${counted(run.steps.length, 'step')} left`);
    lines.push(`next: \`vpnmesh ${commandOf(job ?? run.of)}\` resumes, and so does the wizard`);
  } else if (gone) lines.push(`mesh ${draft.mesh} is destroyed; the spec is in ${file}`);
  else if (built > 0 && living !== undefined) {
    const { members, tunnels } = living;
    const whole = `${counted(members.length, 'member')}, ${counted(tunnels.length, 'tunnel')}`;
    if (built === members.length) lines.push(`mesh ${draft.mesh} is up: ${whole}`);
    else lines.push(`mesh ${draft.mesh} is partly built: ${built} of ${whole}; \`vpnmesh apply\` resumes`);
    lines.push('next: `vpnmesh audit` every hour from cron; `vpnmesh status` any time; or this wizard again');
  } else {
    const changed = place === 'aws' ? ['nothing was changed'] : [];
    const where = written ? [`the spec is in ${file}`] : [];
    if (changed.length + where.length > 0) lines.push([...changed, ...where].join('; '));
  }
  lines.push(...(gone ? [] : criticalLines(state)), ...(sandbox === undefined ? [] : [sandbox]));
  if (job !== undefined && code === 130) {
    lines.push('SSH may still be open, until it expires or the next run closes it');
  } else if (sshOpenUntil !== undefined) {
    const meant =
      sshOpenUntil > now ? `for ${counted(minutesLeft(sshOpenUntil, now), 'more minute')}` : 'past its expiry';
    lines.push(`SSH is open, ${meant}: \`vpnmesh ssh close\` closes it`);
  }
  return `${same(lines.join('\n'))}\n`;
}

/** The command that resumes the stopped job: a destroy must not be resumed by an apply. */
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

/** Critical findings of this session's audit that are neither fixed nor waived. */
function criticalLines({ audit }: Wizard): readonly string[] {
  if (audit.state !== 'ready') return [];
  const [first, ...more] = audit.value.results.filter((one) => one.status === 'fail' && one.severity === 'critical');
  if (first === undefined) return [];
  const others = more.length === 0 ? '' : `, and ${more.length} more`;
  return [
    `critical: ${first.check} of ${first.resource.id} fails: ${first.message}${others}`,
    'next: `vpnmesh fix --dry-run` shows the fix, `vpnmesh audit` what needs a manual fix',
  ];
}

/** The sandbox stays up after the wizard, even if the operator switched to AWS. */
function sandboxLine({ sandboxUp, place }: Wizard): string | undefined {
  if (sandboxUp) return 'the sandbox is still up: `vpnmesh sandbox down` stops it';
  return place === 'sandbox' ? 'a sandbox may be up: `vpnmesh sandbox down` stops it' : undefined;
}

export function crashText(error: unknown, log: string): string {
  const what = error instanceof Error ? error.message : String(error);
  return [
    `error this is a bug in vpnmesh: ${what}`,
    `next: start it again, it resumes; if it happens again, report it with ${log}`,
    '',
  ].join('\n');
}

/** Asking the hosts for their facts, all at once, each with its own time limit and its own reason when it does not answer. */
import { factsInput, factsScript, parseFacts } from '#linux/facts.ts';
import { type HostFacts, noHostFacts } from '#linux/host-facts.ts';
import { managedPaths } from '#linux/managed-files.ts';
import { OperatorError } from '#mesh/errors.ts';
import { type Fact, known, type Reason, type ReasonKind, unknown } from '#mesh/fact.ts';
import { CloudError } from '#ports/cloud.ts';
import { type Shell, ShellError, type ShellFailure } from '#ports/shell.ts';
import { desiredOf, type RunContext, targetOf } from './context.ts';
import { createSessions } from './sessions.ts';
import { closeSsh, openSsh, windowOf } from './ssh-window.ts';
import { settled } from './visit.ts';

export interface HostAnswer {
  readonly reached: Fact<string>;
  readonly host: HostFacts;
}

/** How long the report of one host may take: apt's simulation and the probes of a hundred peers are in it. */
const reportMs = 120_000;
/** How long an SSH rule of a look may stay, should the look be killed. */
const windowMs = 15 * 60_000;
/** A closed port drops packets: no reason to wait long where SSH was not opened. */
const closedTimeoutMs = 5_000;

/** Everything of this mesh's hosts has this reason in common. */
export function hostTopic(name: string): string {
  return `host ${name}`;
}

/**
 * Opens SSH if told, asks, and closes it in every ending.
 * @param standIn why a host cannot be asked at all; undefined for one that can
 */
export async function collectHosts(
  context: Omit<RunContext, 'sessions'> & { readonly shell: Shell; readonly loginTimeoutMs: number },
  options: { readonly openSsh: boolean; readonly standIn: (name: string) => Reason | undefined },
): Promise<ReadonlyMap<string, HostAnswer>> {
  const { mesh, stop, loginTimeoutMs } = context;
  const opening = options.openSsh || mesh.spec.ssh.temporary;
  const names = mesh.concentrators.map(({ name }) => name);
  const askable = names.filter((name) => options.standIn(name) === undefined);
  if (opening && mesh.spec.ssh.from.length === 0) {
    throw new OperatorError(
      'ssh.from is empty, so SSH cannot be opened for anybody',
      'add the network you connect from to the spec: `ssh: {from: [203.0.113.7/32]}`',
    );
  }
  const timeoutMs = opening ? loginTimeoutMs : Math.min(closedTimeoutMs, loginTimeoutMs);
  const sessions = createSessions(context.shell, { timeoutMs, signal: stop });
  const run: RunContext = { ...context, sessions };
  const untouched = new Set<string>();
  try {
    // All of them to their end, even when one fails: what is still opening could not be closed.
    const answers = await settled(
      names.map(async (name): Promise<readonly [string, HostAnswer]> => {
        const missing = options.standIn(name);
        if (missing !== undefined) return [name, silent(missing)];
        try {
          if (opening)
            await openSsh(windowOf(run, name), mesh.spec.ssh.from, { by: 'look', forMs: windowMs }).catch((error) => {
              if (openedNothing(error)) untouched.add(name);
              throw error;
            });
          return [name, await askHost(run, name)];
        } catch (error) {
          return [name, silent(reasonOf(name, error, opening))];
        }
      }),
    );
    return new Map(answers);
  } finally {
    await sessions.closeAll();
    const opened = opening ? askable.filter((name) => !untouched.has(name)) : [];
    await settled(opened.map((name) => closeSsh(windowOf(run, name), 'own')));
  }
}

/** The rule is added last: a refusal, or rules that cannot even be listed, leave nothing that would have to be closed. */
function openedNothing(error: unknown): boolean {
  return error instanceof CloudError && (error.kind === 'denied' || error.action.includes(':Describe'));
}

async function askHost(context: RunContext, name: string): Promise<HostAnswer> {
  const { known: seen, clock, sessions } = context;
  const { peers } = desiredOf(context, name);
  const input = factsInput({
    source: seen.demand(name, 'privateIp'),
    targets: peers.flatMap((peer) => seen.get(peer).privateIp ?? []),
    paths: managedPaths,
  });
  const session = await sessions.get(targetOf(context, name));
  const { code, stdout, stderr } = await session.run({ script: factsScript, input, timeoutMs: reportMs });
  const at = clock.now().toISOString();
  const host = parseFacts(name, stdout, at);
  if (code === 0 || host.system.ok) return { reached: known('ssh', at), host };
  const words = stderr.trim().split('\n').at(-1) ?? '';
  const kind = /sudo|permission denied/i.test(words) ? 'denied' : 'parse';
  return silent(unknown(kind, `${name}: its report failed (${words || `status ${code}`})`, hostTopic(name)).reason);
}

export function silent(reason: Reason): HostAnswer {
  const all = { ...reason, topic: reason.topic ?? 'hosts' };
  return { reached: { ok: false, reason: all }, host: noHostFacts(all) };
}

const shellKinds: Readonly<Record<ShellFailure, ReasonKind>> = {
  unreachable: 'unreachable',
  timeout: 'timeout',
  closed: 'unreachable',
  auth: 'denied',
  'host-key': 'denied',
  config: 'absent',
};

/** @throws what is a fault of ours */
function reasonOf(name: string, error: unknown, opened: boolean): Reason {
  const hint = opened ? '' : '; SSH is closed in the normal state, --open-ssh opens it for the time of the audit';
  if (error instanceof ShellError) {
    return unknown(shellKinds[error.kind], `${name}: ${error.message}${hint}`, hostTopic(name)).reason;
  }
  if (error instanceof CloudError) {
    if (error.kind === 'credentials') throw error;
    return unknown(
      error.kind === 'denied' || error.kind === 'throttled' ? error.kind : 'unreachable',
      `${name}: SSH could not be opened: ${error.message}`,
      hostTopic(name),
    ).reason;
  }
  if (error instanceof OperatorError) return unknown('absent', `${name}: ${error.message}`, hostTopic(name)).reason;
  throw error;
}

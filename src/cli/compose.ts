/** The composition root: real AWS, real SSH, the real clock, and the operator at the terminal. */
import { appendFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Tools } from '#app/apply.ts';
import type { ParsedSpec } from '#mesh/spec.ts';
import type { Clock } from '#ports/clock.ts';
import type { Operator } from '#ports/operator.ts';
import { isGoneRun, newRunId } from './run-id.ts';
import { type CommonFlags, expandHome } from './settings.ts';

const clock: Clock = {
  now: () => new Date(),
  pause: async (ms, signal) => {
    await pause(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  },
};

export async function compose(
  { spec }: ParsedSpec,
  flags: CommonFlags,
  operator: Operator,
  stop: AbortSignal,
): Promise<Tools & { close(): void }> {
  const [{ createAwsCloud }, { createSshShell }, { operatorPublicKey }] = await Promise.all([
    import('#aws/cloud.ts'),
    import('#ssh/shell.ts'),
    import('#ssh/public-key.ts'),
  ]);
  const regions = [...new Set(spec.members.map(({ region }) => region))];
  const cloud = createAwsCloud({ regions, stop, ...(flags.profile === undefined ? {} : { profile: flags.profile }) });
  const agent = process.env.SSH_AUTH_SOCK;
  const record = process.env.VPNMESH_SSH_RECORD;
  const identity = spec.ssh.identity === undefined ? undefined : expandHome(spec.ssh.identity);
  const shell = createSshShell({
    home: homedir(),
    ...(identity === undefined ? {} : { identity }),
    ...(spec.ssh.config === undefined ? {} : { configFile: expandHome(spec.ssh.config) }),
    ...(agent === undefined ? {} : { agent }),
    ...(record === undefined ? {} : { record: (chunk: Buffer) => appendFileSync(record, chunk, { mode: 0o600 }) }),
    onNotice: (text) => operator.notify({ type: 'note', text }),
  });
  return {
    cloud,
    shell,
    clock,
    operator,
    concurrency: flags.concurrency,
    loginTimeoutMs: flags.timeout * 1000,
    runId: newRunId(clock.now()),
    isGone: isGoneRun,
    operatorKey: () =>
      operatorPublicKey({
        home: homedir(),
        ...(identity === undefined ? {} : { identity }),
        ...(agent === undefined ? {} : { agent }),
      }),
    stop,
    close: () => cloud.close(),
  };
}

/** The composition root: real AWS, real SSH, the real clock, and the operator at the terminal. */
import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Tools } from '#app/run/tools.ts';
import { createAwsCloud } from '#aws/cloud.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';
import type { Clock } from '#ports/clock.ts';
import type { Operator } from '#ports/operator.ts';
import { sshSources } from './local-ssh-files.ts';
import { isGoneRun, newRunId } from './run-id.ts';
import type { CommonFlags } from './settings.ts';

const clock: Clock = {
  now: () => new Date(),
  pause: async (ms, signal) => {
    await pause(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  },
};

export function compose(
  { spec }: ParsedSpec,
  flags: CommonFlags,
  operator: Operator,
  interrupted: AbortSignal,
  mfaCode?: (serial: string) => Promise<string>,
): Tools & { close(): void } {
  const lost = new AbortController();
  const stop = AbortSignal.any([interrupted, lost.signal]);
  const regions = [...new Set(spec.members.map(({ region }) => region))];
  const { rolePath: path, permissionsBoundary: boundary } = spec.iam;
  const role = { path, ...(boundary === undefined ? {} : { boundary }) };
  const own = { tags: spec.tags, role, ...(mfaCode === undefined ? {} : { mfaCode }) };
  const cloud = createAwsCloud({
    regions,
    stop,
    ...own,
    ...(flags.profile === undefined ? {} : { profile: flags.profile }),
  });
  const sources = sshSources(spec.ssh);
  const sshOptions = {
    ...sources,
    ...recording(process.env.VPNMESH_SSH_RECORD, (text) => {
      lost.abort();
      operator.notify({ type: 'note', text });
    }),
    onNotice: (text: string) => operator.notify({ type: 'note', text }),
  };
  return {
    cloud,
    // Loaded with the first login: a plan does not need it.
    shell: {
      open: async (target, limits) => (await import('#ssh/shell.ts')).createSshShell(sshOptions).open(target, limits),
    },
    clock,
    operator,
    concurrency: flags.concurrency,
    loginTimeoutMs: flags.timeout * 1000,
    runId: newRunId(clock.now()),
    isGone: isGoneRun,
    operatorKey: async () => (await import('#ssh/public-key.ts')).operatorPublicKey(sources),
    localFaults: async (needs) => (await import('#ssh/local-files.ts')).localFaults(sources, needs),
    stop,
    close: () => cloud.close(),
  };
}

/** Traces what is read over SSH; if the trace cannot be written, the run ends like an interrupt. */
function recording(path: string | undefined, fail: (text: string) => void): { record?: (chunk: Buffer) => void } {
  if (path === undefined) return {};
  return {
    record: (chunk) => {
      try {
        appendFileSync(path, chunk, { mode: 0o600 });
      } catch (error) {
        fail(`stopping: cannot write ${path} (${error instanceof Error ? error.message : String(error)})`);
      }
    },
  };
}

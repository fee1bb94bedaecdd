/** `sandbox break` from outside the sandbox's process. */
import { z } from 'zod';
import { SandboxError } from '#sandbox/sandbox-error.ts';
import { sandboxStatus } from '#sandbox/status.ts';

const fault = z.object({ name: z.string(), what: z.string(), lesson: z.string(), stands: z.nullable(z.boolean()) });
const desk = z.object({ names: z.array(z.string()), planted: z.array(fault) });
const repaired = z.object({ repaired: z.array(z.object({ name: z.string(), trouble: z.string().optional() })) });

type Where = { readonly stateDir: string };

/** @throws SandboxError when no sandbox is up, or it refuses */
async function ask({ stateDir }: Where, method: 'GET' | 'POST' | 'DELETE', body?: unknown): Promise<unknown> {
  const { endpoint } = await sandboxStatus({ stateDir });
  if (endpoint === undefined)
    throw new SandboxError(`no sandbox is up in ${stateDir}`, 'start one: vpnmesh sandbox up');
  const response = await fetch(`${endpoint}/_sandbox/breakages`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  const { error, next } = z.object({ error: z.string(), next: z.string().optional() }).parse(answer);
  throw new SandboxError(error, next ?? '`vpnmesh sandbox break --list` lists them');
}

/** What can be broken, and what is. */
export async function practiceDesk(where: Where): Promise<z.output<typeof desk>> {
  return desk.parse(await ask(where, 'GET'));
}

/** Breaks something; anything, when no name is given. */
export async function plantFault(where: Where, name: string | undefined): Promise<void> {
  await ask(where, 'POST', name === undefined ? {} : { name });
}

/** Puts right all that was broken. */
export async function repairFaults(where: Where): Promise<z.output<typeof repaired>['repaired']> {
  return repaired.parse(await ask(where, 'DELETE')).repaired;
}

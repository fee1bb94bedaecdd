/** Which calls of a build would be denied, asked with DryRun: the calls as they will be made, as far as what they name is there. */
import type { RegionCloud } from '#ports/cloud.ts';
import type { DryRunOutcome } from '#ports/permissions.ts';
import type { RegionClients } from './clients.ts';
import { type DryRun, heavyDryRuns, lightDryRuns } from './dry-run-calls.ts';
import { insist, untilFree, untilVisible } from './eventual-consistency.ts';
import { codeOf, deniedAction, failureOf, isOfOrganization } from './failure.ts';

type Answer =
  | { readonly kind: 'allowed'; readonly action: string }
  | { readonly kind: 'denied'; readonly action: string; readonly byOrganization: boolean }
  | { readonly kind: 'carried-out'; readonly action: string; readonly left?: string };

export function permissionCalls({ ec2 }: RegionClients): Pick<RegionCloud, 'tryActions'> {
  // An endpoint that carries out what it is asked to try is not asked again.
  let heedsDryRun = true;
  return {
    tryActions: async (actions, input): Promise<DryRunOutcome> => {
      if (!heedsDryRun) return { denied: [], carriedOut: [], tried: false };
      const ask = (trials: Readonly<Record<string, DryRun>>): Promise<readonly Answer[]> =>
        Promise.all(
          Object.entries(trials)
            .filter(([action]) => actions.includes(action))
            .map(([action, trial]) => answerOf(action, trial)),
        );
      const [light, image] = await Promise.all([ask(lightDryRuns(ec2, input)), input.image]);
      const heeded = !light.some(({ kind }) => kind === 'carried-out');
      const answers = [...light, ...(heeded ? await ask(heavyDryRuns(ec2, input, image)) : [])];
      const carriedOut = answers.filter((one) => one.kind === 'carried-out');
      heedsDryRun = carriedOut.length === 0;
      const denied = answers.filter((one) => one.kind === 'denied');
      const byOrganization = denied.filter((one) => one.byOrganization).map(({ action }) => action);
      return {
        denied: [...new Set(denied.map(({ action }) => action))],
        ...(byOrganization.length === 0 ? {} : { byOrganization }),
        carriedOut: carriedOut.map(({ action, left }) => ({ action, ...(left === undefined ? {} : { left }) })),
        tried: true,
      };
    },
  };
}

async function answerOf(action: string, trial: DryRun): Promise<Answer> {
  try {
    const { what, takeBack } = await trial();
    const again = (code: string): boolean => untilVisible(code) || untilFree(code);
    return await insist(takeBack, again, { timeoutMs: 30_000 }).then(
      (): Answer => ({ kind: 'carried-out', action }),
      (error: unknown): Answer => {
        if (failureOf(codeOf(error)) === 'not-found') return { kind: 'carried-out', action };
        return { kind: 'carried-out', action, left: `${what}: ${error instanceof Error ? error.message : error}` };
      },
    );
  } catch (error) {
    const code = codeOf(error);
    if (code === 'DryRunOperation') return { kind: 'allowed', action };
    const kind = failureOf(code);
    if (kind === 'denied') {
      const words = error instanceof Error ? error.message : '';
      return { kind, action: deniedAction(words) ?? action, byOrganization: isOfOrganization(words) };
    }
    // Credentials and network faults are no answer to the question; anything else means it was allowed that far.
    if (kind === 'credentials' || kind === 'unreachable' || kind === 'throttled') throw error;
    return { kind: 'allowed', action };
  }
}

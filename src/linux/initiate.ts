/** The stage that brings up the tunnels that a host initiates and proves PFS of each new one by a rekey. */
import { createHash } from 'node:crypto';
import { configureLines } from './configure.ts';
import type { HostInput, HostPeer } from './host-input.ts';
import { inputOf, settingLine } from './input.ts';
import { stageScripts } from './scripts.ts';
import { HostReportError, readReport, type Stage, values } from './stage-output.ts';

export interface TunnelOutcome {
  readonly name: string;
  readonly established: boolean;
  /** A forced rekey has shown that both ends agree on PFS, now or in an earlier run. */
  readonly rekeyed: boolean;
  /** This run made the proof. */
  readonly fresh: boolean;
  readonly detail: string;
}

export interface InitiateResult {
  readonly tunnels: readonly TunnelOutcome[];
}

/** Seconds for a tunnel to come up: two rounds of retransmission to an unresponsive peer. */
const timeoutSeconds = 60;

export function initiateStage(input: HostInput): Stage<InitiateResult> {
  const what = `${input.concentrator}: bringing up tunnels`;
  // A changed connection or a new peer instance needs a new proof; a third peer does not.
  const fingerprint = (peer: HostPeer): string =>
    createHash('sha256')
      .update([peer.keyTag, ...configureLines({ ...input, peers: [peer] })].join('\n'))
      .digest('hex');
  const own = input.peers.filter(({ initiator }) => initiator === 'self');
  return {
    script: stageScripts.initiate,
    input: inputOf('initiate', [
      settingLine('patience', String(timeoutSeconds)),
      ...own.map((peer) => `tunnel ${peer.name} ${fingerprint(peer)}`),
    ]),
    timeoutMs: 4 * 60_000,
    parse(stdout, code, stderr) {
      const tunnels = values(readReport(what, stdout, code, stderr), 'tunnel').map((rest) => parseTunnel(what, rest));
      return { tunnels };
    },
  };
}

function parseTunnel(what: string, rest: string): TunnelOutcome {
  const match = /^(\S+) (yes|no) (now|before|no) (.*)$/.exec(rest);
  const [, name, established, proof, detail] = match ?? [];
  if (name === undefined || detail === undefined) {
    throw new HostReportError(
      `${what}: cannot read the host's report "tunnel ${rest}"`,
      'report this as a bug in vpnmesh',
    );
  }
  return {
    name,
    established: established === 'yes',
    rekeyed: proof !== 'no',
    fresh: proof === 'now',
    detail: detail.trim(),
  };
}

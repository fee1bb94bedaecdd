/** Probes from a host: reachability, round trip time and path MTU. */
import { inputOf, settingLine } from './input.ts';
import { stageScripts } from './scripts.ts';
import { HostReportError, readReport, type Stage, values } from './stage-output.ts';

export interface ProbeInput {
  /** The address of the namespace behind the host that the probes leave from. */
  readonly source: string;
  readonly targets: readonly string[];
  /** Echo requests per target; default 5. */
  readonly count?: number;
  /** Largest packet to try, bytes; default 1500, the MTU of the Internet between regions. */
  readonly largest?: number;
}

export interface Probe {
  readonly target: string;
  readonly lossPct: number;
  /** Average; undefined without an answer. */
  readonly rttMs: number | undefined;
  /** Size of the largest answered IPv4 packet with DF, in bytes; undefined if none was answered. */
  readonly pathMtu: number | undefined;
}

export function probeStage({ source, targets, count = 5, largest = 1500 }: ProbeInput): Stage<readonly Probe[]> {
  return {
    script: stageScripts.probe,
    input: inputOf('probe', [
      settingLine('source', source),
      settingLine('count', String(count)),
      settingLine('largest', String(largest)),
      ...targets.map((target) => `target ${target}`),
    ]),
    timeoutMs: 120_000,
    parse(stdout, code, stderr) {
      const what = `probing from ${source}`;
      return values(readReport(what, stdout, code, stderr), 'probe').map((rest) => {
        try {
          return parseProbe(rest);
        } catch {
          throw new HostReportError(`${what}: cannot read "probe ${rest}"`, 'report this as a bug in vpnmesh');
        }
      });
    },
  };
}

/** `TARGET LOSS RTT MTU`. @throws SyntaxError */
export function parseProbe(text: string): Probe {
  const match = /^(\S+) ([\d.]+) (-|[\d.]+) (-|\d+)$/.exec(text);
  const [, target, loss, rtt, mtu] = match ?? [];
  if (
    target === undefined ||
    !(Number(loss) <= 100) ||
    Number.isNaN(Number(rtt === '-' ? 0 : rtt)) ||
    Number(mtu) > 65_535
  )
    throw new SyntaxError(`"${text}" is not a probe`);
  return {
    target,
    lossPct: Number(loss),
    rttMs: rtt === '-' ? undefined : Number(rtt),
    pathMtu: mtu === '-' || mtu === '0' ? undefined : Number(mtu),
  };
}

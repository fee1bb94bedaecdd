/** A peer's report from before a fix must not blame the host that was fixed. */
import { describe, expect, it } from 'vitest';
import { tellsOfTrouble } from '#app/hosts/fresh-report.ts';
import { known, unknown } from '#mesh/fact.ts';
import type { IkeSa } from '#strongswan/sas.ts';

const at = '2026-11-28T12:00:00Z';
const sa = (name: string, child: string): IkeSa => ({
  ...{ name, uniqueId: 1, state: 'ESTABLISHED', initiator: true, spis: '', localHost: '', localId: '' },
  ...{ remoteHost: '', remoteId: '', establishedFor: 60, rekeyIn: 60, suite: '' },
  children: [
    {
      ...{ name, uniqueId: 2, state: child, bytesIn: 0, bytesOut: 0, packetsIn: 0, packetsOut: 0 },
      ...{ installedFor: 60, rekeyIn: 60, localTs: [], remoteTs: [], suite: '' },
    },
  ],
});
const probe = (target: string, lossPct: number) => ({ target, lossPct, rttMs: undefined, pathMtu: undefined });
const report = (sas: readonly IkeSa[], ...probes: readonly ReturnType<typeof probe>[]) => ({
  sas: known(sas, at),
  probes: known(probes, at),
});
const up = [sa('us-east-1', 'INSTALLED')];

describe('a report of a peer', () => {
  it('tells of trouble where the tunnel was down, or nothing came back through it', () => {
    expect(tellsOfTrouble(report([], probe('10.1.0.3', 0)), 'us-east-1', '10.1.0.3')).toBe(true);
    expect(tellsOfTrouble(report([sa('us-east-1', 'DELETED')]), 'us-east-1', '10.1.0.3')).toBe(true);
    expect(tellsOfTrouble(report(up, probe('10.1.0.3', 100)), 'us-east-1', '10.1.0.3')).toBe(true);
  });

  it('tells of none where all is well, and what is wrong elsewhere is not of this host', () => {
    expect(tellsOfTrouble(report(up, probe('10.1.0.3', 20)), 'us-east-1', '10.1.0.3')).toBe(false);
    expect(tellsOfTrouble(report(up, probe('10.2.0.3', 100)), 'us-east-1', '10.1.0.3')).toBe(false);
  });

  it('tells nothing of what it could not read', () => {
    const unread = unknown('parse', 'cut');
    expect(tellsOfTrouble({ sas: unread, probes: unread }, 'us-east-1', '10.1.0.3')).toBe(false);
  });
});

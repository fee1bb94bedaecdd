import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { renderHost } from '#linux/host.ts';
import { probeStage } from '#linux/probe.ts';
import { HostReportError } from '#linux/stage-output.ts';
import { statusStage } from '#linux/status.ts';
import { east, peerKeys } from './mesh.ts';

/** Answers of real Debian 12 hosts to the stages. */
const capture = (name: string): string =>
  readFileSync(new URL(`../fixtures/linux/${name}.debian-12.txt`, import.meta.url), 'utf8');
const stages = renderHost(east);

describe('what a host answers', () => {
  test('the first preparation changed much, and says how long each part took', () => {
    const result = stages.prepare.parse(capture('prepare-first'), 0, '');
    expect(result.changed).toEqual(expect.arrayContaining(['package charon-systemd', '/etc/sysctl.d/99-vpnmesh.conf']));
    expect(result).toMatchObject({ dataplane: 'libipsec', rebootRequired: false, confirmNeeded: true });
    expect(result.publicKey).toMatch(/^-----BEGIN PUBLIC KEY-----\n[\s\S]+-----END PUBLIC KEY-----\n$/);
    expect(result.timeline.map(({ what }) => what)).toContain('updates and packages');
    expect(result.notes.join()).toContain('chrony');
  });

  test('the second one changed nothing', () => {
    expect(stages.prepare.parse(capture('prepare-second'), 0, '')).toMatchObject({ changed: [], confirmNeeded: false });
  });

  test('what was loaded, which tunnels came up, what crossed, what stands', () => {
    expect(stages.configure(peerKeys).parse(capture('configure'), 0, '')).toMatchObject({
      loaded: ['us-west-2'],
      problems: [],
    });
    expect(stages.initiate.parse(capture('initiate'), 0, '').tunnels).toEqual([
      { name: 'us-west-2', established: true, rekeyed: true, fresh: true, detail: 'up, rekeyed' },
    ]);
    const [probe] = probeStage({ source: '10.1.0.10', targets: ['10.2.0.10'] }).parse(capture('probe'), 0, '');
    expect(probe).toMatchObject({ target: '10.2.0.10', lossPct: 0, pathMtu: 1400 });
    expect(probe?.rttMs).toBeGreaterThan(0);
    const status = statusStage.parse(capture('status'), 0, '');
    expect(status.running).toBe(true);
    expect(status.sas).toHaveLength(1);
  });

  test('a failure names the concentrator, the cause and the next thing to do', () => {
    const failing = () =>
      stages.prepare.parse(
        'step updates\nfailed apt cannot read its package sources\nnext check the route\n',
        1,
        'E: no network\n',
      );
    expect(failing).toThrow(HostReportError);
    expect(failing).toThrow('us-east-1: preparing the host: apt cannot read its package sources (E: no network)');
    try {
      failing();
    } catch (error) {
      expect(error).toMatchObject({ next: 'check the route' });
    }
  });

  test('an answer that breaks off is no success, whatever the exit status says', () => {
    const half = capture('prepare-first').split('\n').slice(0, 10).join('\n');
    expect(() => stages.prepare.parse(half, 0, '')).toThrow(/before its end, while at "updates and packages"/);
    expect(() => stages.prepare.parse(capture('prepare-first'), 137, '')).toThrow(/status 137/);
    expect(() => stages.prepare.parse('garbage', 0, '')).toThrow(HostReportError);
    expect(() => stages.prepare.parse('done\n', 0, '')).toThrow(/is missing/);
  });

  test('a probe that nobody answers has no time and no size', () => {
    const stage = probeStage({ source: '10.1.0.10', targets: ['10.2.0.99'] });
    expect(stage.parse('probe 10.2.0.99 100 - -\ndone\n', 0, '')).toEqual([
      { target: '10.2.0.99', lossPct: 100, rttMs: undefined, pathMtu: undefined },
    ]);
    expect(() => stage.parse('probe nonsense\ndone\n', 0, '')).toThrow(HostReportError);
  });
});

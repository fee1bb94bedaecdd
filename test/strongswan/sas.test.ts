import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { childrenTo, ikeTo, lastingChildren } from '#strongswan/sa-state.ts';
import { type ChildSa, type IkeSa, parseConnections, parseSas } from '#strongswan/sas.ts';
import { parseVici } from '#strongswan/vici.ts';

const capture = (name: string): string => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');

describe('what charon 5.9.8 lists', () => {
  test('an IKE SA whose child has just been rekeyed, with both children', () => {
    const [sa, ...others] = parseSas(capture('strongswan/list-sas-raw.debian-12-5.9.8.rekeying.txt'));
    expect(others).toEqual([]);
    expect(sa).toMatchObject({
      name: 'us-west-2',
      uniqueId: 2,
      state: 'ESTABLISHED',
      initiator: true,
      localHost: '10.1.0.10',
      localId: '203.0.113.1',
      remoteId: '203.0.113.2',
      establishedFor: 186,
      rekeyIn: 13331,
      suite: 'AES_GCM_16-256-PRF_HMAC_SHA2_384-ECP_384',
    });
    expect(sa?.children.map(({ uniqueId, state, suite }) => ({ uniqueId, state, suite }))).toEqual([
      { uniqueId: 2, state: 'DELETED', suite: 'AES_GCM_16-256-ECP_384' },
      { uniqueId: 3, state: 'INSTALLED', suite: 'AES_GCM_16-256-ECP_384' },
    ]);
    expect(sa?.children[1]).toMatchObject({ localTs: ['10.1.0.0/16'], remoteTs: ['10.2.0.0/16'] });
  });

  test('counters that have moved, and the loaded connection beside them', () => {
    const output = capture('linux/status.debian-12.txt');
    const child = parseSas(output)[0]?.children[0];
    expect(child?.bytesIn).toBeGreaterThan(0);
    expect(child?.packetsOut).toBeGreaterThan(0);
    expect(parseConnections(output)).toEqual([
      {
        name: 'us-west-2',
        version: 'IKEv2',
        dpdDelay: 10,
        rekeyTime: 14400,
        localAddresses: ['%any'],
        remoteAddresses: ['203.0.113.2'],
        localTs: ['10.1.0.0/16'],
        remoteTs: ['10.2.0.0/16'],
      },
    ]);
  });

  test('nothing, when there is nothing', () => {
    expect(parseSas('list-sas reply {}\n')).toEqual([]);
  });
});

describe('the children that stand', () => {
  const rekeying = parseSas(capture('strongswan/list-sas-raw.debian-12-5.9.8.rekeying.txt'));
  /** The captured SA with children in these states, installed so many seconds ago. */
  const withChildren = (...children: readonly (readonly [state: string, installedFor: number])[]): readonly IkeSa[] =>
    rekeying.map((sa) => {
      const [one] = sa.children as readonly [ChildSa];
      return { ...sa, children: children.map(([state, installedFor]) => ({ ...one, state, installedFor })) };
    });

  test('are one while it is rekeyed, whatever the old one is called', () => {
    expect(lastingChildren(rekeying, 'us-west-2')).toBe(1);
    for (const state of ['REKEYING', 'REKEYED', 'DELETING', 'DELETED'])
      expect(lastingChildren(withChildren([state, 3000], ['INSTALLED', 100]), 'us-west-2')).toBe(1);
    expect(lastingChildren(withChildren(['INSTALLED', 3000], ['INSTALLED', 1]), 'us-west-2')).toBe(1);
  });

  test('are counted where they are duplicates', () => {
    expect(lastingChildren(withChildren(['INSTALLED', 90], ['INSTALLED', 30]), 'us-west-2')).toBe(2);
    const four = withChildren(['INSTALLED', 9], ['INSTALLED', 5], ['INSTALLED', 3], ['INSTALLED', 1]);
    expect(lastingChildren(four, 'us-west-2')).toBe(4);
    expect(lastingChildren(four, 'us-east-1')).toBe(0);
  });

  test('are counted over all IKE SAs of the peer', () => {
    const [one] = withChildren(['INSTALLED', 90]) as readonly [IkeSa];
    expect(lastingChildren([one, { ...one, uniqueId: 9 }], 'us-west-2')).toBe(2);
  });
});

describe('VICI text', () => {
  test('values may hold spaces, lists may be empty, sections nest', () => {
    expect(parseVici('local-1 {class=public key groups=[] certs=[a b]} name=x}')).toEqual({
      values: { name: 'x' },
      lists: {},
      sections: {
        'local-1': { values: { class: 'public key' }, lists: { groups: [], certs: ['a', 'b'] }, sections: {} },
      },
    });
  });

  test('what is no message is refused, not guessed at', () => {
    expect(() => parseVici('connecting to charon failed')).toThrow(SyntaxError);
  });
});

describe('an IKE SA that is being rekeyed', () => {
  const [sa] = parseSas(capture('strongswan/list-sas-raw.debian-12-5.9.8.rekeying.txt')) as readonly [IkeSa];
  const old: IkeSa = { ...sa, state: 'REKEYING' };
  const failed: IkeSa = { ...sa, uniqueId: 9, state: 'CONNECTING', children: [] };
  const successor: IkeSa = { ...sa, uniqueId: 10, children: [] };

  test('is up, whatever stands before it in the list', () => {
    expect(ikeTo([failed, old], 'us-west-2')?.uniqueId).toBe(2);
    expect(ikeTo([old, successor], 'us-west-2')?.uniqueId).toBe(10);
    expect(ikeTo([failed], 'us-west-2')?.state).toBe('CONNECTING');
    expect(ikeTo([old], 'us-east-1')).toBeUndefined();
  });

  test('has its children counted until its successor has them', () => {
    expect(childrenTo([old, successor], 'us-west-2').map(({ uniqueId }) => uniqueId)).toEqual([3]);
    expect(childrenTo([failed], 'us-west-2')).toEqual([]);
  });
});

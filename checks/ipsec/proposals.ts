import { fail, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator, some, topic } from '#checks/subjects.ts';
import { counted } from '#mesh/plural.ts';
import { listOf, type WrittenConnection } from '#strongswan/connection-files.ts';
import type { IkeSa } from '#strongswan/sas.ts';
import { noConnections, toPeers } from './connections.ts';

/** What strongSwan's "Security recommendations" advise against, and ciphers without encryption. */
const weakWords =
  /^(3des|des|cast128|blowfish\d*|null|md5(_128)?|sha|sha1(_160)?|prfmd5|prfsha1|modp(768|1024|1536|2048)(s\d+)?|aesxcbc|default)$/;
const weakSuite = /3DES|_DES|NULL|MD5|SHA1|MODP_(768|1024|1536|2048)\b/;
const keyExchange = /^(modp|ecp|curve|x25519|x448|ke\d_)/;

export const ipsecProposals = perConcentrator({
  id: 'ipsec.proposals',
  title: 'Strong, explicit proposals; PFS on every CHILD SA',
  severity: 'high',
  why: 'Without explicit proposals the installed version’s defaults apply; without PFS, one recovered key decrypts past traffic.',
  remedy: byVisit(
    'Write the spec’s `proposals` and `esp_proposals` into the connection, responders first.',
    'disruptive',
  ),
  references: [{ source: 'NIST', id: 'SP 800-77r1' }],
  needs: ({ host, desired }) => ({ written: host.written, sas: host.sas, desired }),
  judge: ({ written, sas, desired }, { name }) => {
    const found = toPeers(written, desired.peers);
    if (found.length === 0) return noConnections;
    const wrong = [...found.flatMap(weakIn), ...sas.filter((sa) => desired.peers.includes(sa.name)).flatMap(weakSas)];
    const actual = found.map(
      (one) =>
        `${one.name}: ${one.settings.proposals ?? ''}; ${one.children.map(({ settings }) => settings.esp_proposals ?? '').join('; ')}`,
    );
    if (wrong.length === 0) return pass(counted(found.length, 'connection'), { actual });
    return fail(some(wrong), {
      expected: 'strong, explicit proposals with a key exchange',
      actual,
      explains: [topic.connections(name)],
    });
  },
});

function weakIn({ name, settings, children }: WrittenConnection): readonly string[] {
  const weak = (proposal: string): readonly string[] => proposal.split('-').filter((word) => weakWords.test(word));
  const ike = listOf(settings.proposals);
  return [
    ...(ike.length === 0 ? [`${name}: no explicit proposals`] : []),
    ...ike.flatMap((one) => weak(one).map((word) => `${name}: ${word} in proposals`)),
    ...children.flatMap((child) => {
      const esp = listOf(child.settings.esp_proposals);
      return [
        ...(esp.length === 0 ? [`${name}: no explicit esp_proposals`] : []),
        ...esp.flatMap((one) => weak(one).map((word) => `${name}: ${word} in esp_proposals`)),
        ...esp
          .filter((one) => one !== 'default' && !one.split('-').some((word) => keyExchange.test(word)))
          .map((one) => `${name}: no PFS (key exchange) in ${one}`),
      ];
    }),
  ];
}

function weakSas({ name, suite, children }: IkeSa): readonly string[] {
  return [suite, ...children.map((child) => child.suite)]
    .filter((one) => weakSuite.test(one))
    .map((one) => `${name}: ${one} is in use`);
}

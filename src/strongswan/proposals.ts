/** Which algorithms two concentrators agree on: a table over versions, never a live probe, so plans are stable. */

export type ProposalChoice = 'auto' | 'cnsa1' | 'baseline';

export interface Proposals {
  /** For `proposals`: one valid proposal per entry; AEAD and classic ciphers never in one. */
  readonly ike: readonly string[];
  /** For `esp_proposals`; the key exchange in it is what gives rekeying its perfect forward secrecy. */
  readonly esp: readonly string[];
}

/** CNSA suite 1.0 (RFC 9206): AES-256-GCM, SHA-384, P-384. */
const cnsa1: Proposals = { ike: ['aes256gcm16-prfsha384-ecp384'], esp: ['aes256gcm16-ecp384'] };

/** What any strongSwan of the last decade speaks. */
const baseline: Proposals = { ike: ['aes128-sha256-modp3072'], esp: ['aes128-sha256-modp3072'] };

/** CNSA 1 with ML-KEM-768 as an additional key exchange (RFC 9370); needs 6.0 at both ends. */
const hybrid: Proposals = {
  ike: ['aes256gcm16-prfsha384-ecp384-ke1_mlkem768'],
  esp: ['aes256gcm16-ecp384-ke1_mlkem768'],
};

/** strongSwan before 6.0 discards every connection that so much as names an additional key exchange. */
const firstWithAdditionalKeyExchanges = 6;

/** @param versions strongSwan versions of the two ends, such as `5.9.8`; the order does not matter */
export function proposalsFor(choice: ProposalChoice, versions: readonly [string, string]): Proposals {
  switch (choice) {
    case 'cnsa1':
      return cnsa1;
    case 'baseline':
      return baseline;
    case 'auto':
      return versions.every((version) => Number.parseInt(version, 10) >= firstWithAdditionalKeyExchanges)
        ? hybrid
        : cnsa1;
  }
}

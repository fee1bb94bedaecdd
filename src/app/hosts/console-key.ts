/** The SSH host key that cloud-init prints on the console at first boot. */

/**
 * `SHA256:…` of the ed25519 key between cloud-init's FINGERPRINTS marks, undefined until it appears.
 * A line looks like `256 SHA256:Ab… root@host (ED25519)`, with any console prefix.
 */
export function consoleHostKey(output: string): string | undefined {
  const block = /-----BEGIN SSH HOST KEY FINGERPRINTS-----([\s\S]*?)-----END SSH HOST KEY FINGERPRINTS-----/.exec(
    output,
  )?.[1];
  return block === undefined ? undefined : /\b256 (SHA256:[A-Za-z0-9+/]{43}) [^\n]*\(ED25519\)/.exec(block)?.[1];
}

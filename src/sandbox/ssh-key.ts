/** An Ed25519 key pair in OpenSSH's format. */
import ssh2 from 'ssh2';

export interface KeyPair {
  /** PEM text, as a file wants it. */
  readonly private: string;
  /** One line. */
  readonly public: string;
}

/**
 * ssh2 1.17 writes about one private key in 256 in a form that neither it nor OpenSSH can
 * read (8 of 2,000 measured), so each is read back before it is handed out.
 */
export function makeKeyPair(comment: string): KeyPair {
  for (let attempt = 0; attempt < 20; attempt++) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519', { comment });
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) {
      return { private: `${pair.private.trimEnd()}\n`, public: pair.public.trim() };
    }
  }
  throw new Error('ssh2 made twenty unreadable keys in a row');
}

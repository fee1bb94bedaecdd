/** The parts of a host that can be fixed separately, and other work on hosts. */

/** Parts of a host that can be fixed separately. */
export const hostParts = [
  'packages',
  'key',
  'charon',
  'firewall',
  'time',
  'updates',
  'logging',
  'watchdog',
  'beacon',
  'expiry',
  'probe',
  'sysctl',
  'sshd',
] as const;
export type HostPart = (typeof hostParts)[number];

/** One fix on a host that apply does not make, because someone else may have put the thing there. */
export type HostWork =
  /** Comments out every line of the file that sets the key. */
  | { readonly do: 'comment-out'; readonly file: string; readonly key: string }
  /** Renames the file to `….vpnmesh-off`, so that nothing reads it. */
  | { readonly do: 'aside'; readonly file: string }
  /** Owner root, mode 0600. */
  | { readonly do: 'private'; readonly file: string }
  /** Moves the host's private key away, so that a new one is created. */
  | { readonly do: 'retire-key' }
  | { readonly do: 'upgrade' };

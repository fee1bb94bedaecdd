/** A host in parts, and what may be put right on it besides. */

/** Parts of a host that can be looked after by themselves. */
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

/** One thing to be put right on a host that apply would not touch, for somebody else may have put it there. */
export type HostWork =
  /** Every line of the file that sets the key, after a `#`. */
  | { readonly do: 'comment-out'; readonly file: string; readonly key: string }
  /** Renamed, so that nobody reads it: its name ends in `.vpnmesh-off` then. */
  | { readonly do: 'aside'; readonly file: string }
  /** root's, 0600. */
  | { readonly do: 'private'; readonly file: string }
  /** The own private key moved away, so that a new one is made. */
  | { readonly do: 'retire-key' }
  | { readonly do: 'upgrade' };

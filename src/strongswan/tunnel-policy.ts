/**
 * The tunnel policy: every timer, action and limit of a connection, in one place. The renderer writes it, the audit reads
 * it. Nothing relies on swanctl.conf's defaults (DPD off, one try, no action on close), with which a tunnel does not
 * re-establish (swanctl.conf(5)).
 */

/** What both ends of a tunnel agree on whichever end they are. */
export const tunnelPolicy = {
  ikeVersion: '2',
  dpdDelay: '10s',
  /** IKE SA; strongSwan's own default. */
  ikeRekeyTime: '4h',
  /** CHILD SA; strongSwan's own default. */
  childRekeyTime: '1h',
  /** Packets; the default of 32 drops what a fast path reorders. */
  replayWindow: '1024',
  /** 0: for ever. */
  keyingTries: '0',
  unique: 'replace',
} as const;

/** Exactly one end initiates. The responder must not trap either: with kernel ESP a trap would initiate. */
export const actionsOf = (initiates: boolean) =>
  initiates
    ? ({ start_action: 'start', close_action: 'start', dpd_action: 'restart' } as const)
    : ({ start_action: 'none', close_action: 'none', dpd_action: 'clear' } as const);

/** The settings that bring a tunnel back by itself. */
export const recoverySettings = ['keyingtries', ...Object.keys(actionsOf(true))] as const;

/** Seconds: NIST SP 800-77r1 §7.2 asks for a day of IKE and eight hours of ESP at most. */
export const rekeyBounds = { least: 300, ike: 24 * 3600, child: 8 * 3600 } as const;

/** `4h`, `30m`, `90s` or bare seconds (swanctl.conf(5), time formats); undefined for anything else. */
export function secondsOf(text: string): number | undefined {
  const [, value, unit = 's'] = /^(\d+)\s*([smhd]?)$/.exec(text.trim()) ?? [];
  const scale = { s: 1, m: 60, h: 3600, d: 86_400, '': 1 }[unit];
  return value === undefined || scale === undefined ? undefined : Number(value) * scale;
}

/**
 * AWS prices of a mesh's parts: on demand in us-east-1, USD (EC2, EBS and VPC price lists, November 2025). Other regions
 * cost up to a third more; traffic between regions is extra (mostly $0.02 per GB).
 */
const hourly: Readonly<Record<string, number>> = {
  't3.micro': 0.0104,
  't3.small': 0.0208,
  't3.medium': 0.0416,
  't3.large': 0.0832,
  't4g.micro': 0.0084,
  't4g.small': 0.0168,
  't4g.medium': 0.0336,
  'c6i.large': 0.085,
  'c7g.medium': 0.0363,
  'c7g.large': 0.0725,
  'm6i.large': 0.096,
  'm7g.large': 0.0816,
};

export const pricesOf = 'us-east-1, on demand, November 2025';

/** Hours in AWS's billing month. */
const hours = 730;
/** A public IPv4 address, in use or not: $0.005 per hour. */
export const addressMonthly = 0.005 * hours;
/** The root volume: 8 GB of gp3 at $0.08. */
const volumeMonthly = 8 * 0.08;

/** USD per month, undefined for a type that is not in the table. */
export function instanceMonthly(type: string): number | undefined {
  const price = hourly[type];
  return price === undefined ? undefined : price * hours;
}

export interface Cost {
  readonly instances: number;
  readonly addresses: number;
  /** USD per month, of all parts with a known price. */
  readonly usd: number;
  /** Instance types without a known price. */
  readonly unpriced: readonly string[];
}

/** @param types of each instance */
export function costOf(types: readonly string[], addresses: number): Cost {
  const priced = types.flatMap((type) => instanceMonthly(type) ?? []);
  return {
    instances: types.length,
    addresses,
    usd: priced.reduce((sum, one) => sum + one, 0) + types.length * volumeMonthly + addresses * addressMonthly,
    unpriced: [...new Set(types.filter((type) => instanceMonthly(type) === undefined))],
  };
}

/** `about $38 a month`, and what of it is not known. */
export function costWords({ usd, unpriced }: Cost): string {
  const rest = unpriced.length === 0 ? '' : ` and ${unpriced.join(', ')} (price unknown)`;
  return `about $${usd.toFixed(usd < 10 ? 2 : 0)} a month${rest}`;
}

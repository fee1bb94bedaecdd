/**
 * What a concentrator may run on. Prices: on demand in us-east-1, USD a month of 730 hours (AWS price list, 2025); bursts
 * and baselines after the EC2 instance type pages. Other regions cost up to a third more.
 */
export interface InstanceOffer {
  readonly type: string;
  readonly usd: number;
  readonly carries: string;
}

export const instanceOffers: readonly InstanceOffer[] = [
  { type: 't3.micro', usd: 7.6, carries: '2 vCPU, 1 GB; bursts to 5 Gbit/s, some 60 Mbit/s for ever' },
  { type: 't3.small', usd: 15.2, carries: '2 vCPU, 2 GB; bursts to 5 Gbit/s, some 130 Mbit/s for ever' },
  { type: 't4g.small', usd: 12.3, carries: '2 vCPU (arm64), 2 GB; bursts to 5 Gbit/s, some 130 Mbit/s for ever' },
  { type: 't3.medium', usd: 30.4, carries: '2 vCPU, 4 GB; bursts to 5 Gbit/s, some 250 Mbit/s for ever' },
  { type: 'c7g.large', usd: 52.9, carries: '2 vCPU (arm64), 4 GB; bursts to 12.5 Gbit/s, some 900 Mbit/s for ever' },
  { type: 'c6i.large', usd: 62.1, carries: '2 vCPU, 4 GB; bursts to 12.5 Gbit/s, some 780 Mbit/s for ever' },
];

/** A public IPv4 address, USD a month (AWS, since February 2024). */
export const addressUsd = 3.65;

/** What the mesh costs a month, as far as it is known; traffic between regions comes on top. */
export function monthly(instanceType: string, concentrators: number): number | undefined {
  const offer = instanceOffers.find(({ type }) => type === instanceType);
  return offer === undefined ? undefined : (offer.usd + addressUsd) * concentrators;
}

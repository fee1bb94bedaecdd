/** What a concentrator may run on; bursts and baselines after the EC2 instance type pages. */
import { costOf } from '#mesh/prices.ts';

export interface InstanceOffer {
  readonly type: string;
  readonly carries: string;
}

export const instanceOffers: readonly InstanceOffer[] = [
  { type: 't3.micro', carries: '2 vCPU, 1 GB; bursts to 5 Gbit/s, some 60 Mbit/s for ever' },
  { type: 't3.small', carries: '2 vCPU, 2 GB; bursts to 5 Gbit/s, some 130 Mbit/s for ever' },
  { type: 't4g.small', carries: '2 vCPU (arm64), 2 GB; bursts to 5 Gbit/s, some 130 Mbit/s for ever' },
  { type: 't3.medium', carries: '2 vCPU, 4 GB; bursts to 5 Gbit/s, some 250 Mbit/s for ever' },
  { type: 'c7g.large', carries: '2 vCPU (arm64), 4 GB; bursts to 12.5 Gbit/s, some 900 Mbit/s for ever' },
  { type: 'c6i.large', carries: '2 vCPU, 4 GB; bursts to 12.5 Gbit/s, some 780 Mbit/s for ever' },
];

/** What the mesh costs a month, as far as it is known; traffic between regions comes on top. */
export function monthly(instanceType: string, concentrators: number): number | undefined {
  const { usd, unpriced } = costOf(
    Array.from({ length: concentrators }, () => instanceType),
    concentrators,
  );
  return unpriced.length > 0 ? undefined : usd;
}

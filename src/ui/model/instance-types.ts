/** Instance types for concentrators; bursts and baselines from the EC2 instance type pages. */
import { costOf } from '#mesh/prices.ts';

export interface InstanceOffer {
  readonly type: string;
  readonly carries: string;
}

export const instanceOffers: readonly InstanceOffer[] = [
  { type: 't3.micro', carries: '2 vCPU, 1 GB; bursts to 5 Gbit/s, 60 Mbit/s baseline' },
  { type: 't3.small', carries: '2 vCPU, 2 GB; bursts to 5 Gbit/s, 130 Mbit/s baseline' },
  { type: 't4g.small', carries: '2 vCPU (arm64), 2 GB; bursts to 5 Gbit/s, 130 Mbit/s baseline' },
  { type: 't3.medium', carries: '2 vCPU, 4 GB; bursts to 5 Gbit/s, 250 Mbit/s baseline' },
  { type: 'c7g.large', carries: '2 vCPU (arm64), 4 GB; bursts to 12.5 Gbit/s, 900 Mbit/s baseline' },
  { type: 'c6i.large', carries: '2 vCPU, 4 GB; bursts to 12.5 Gbit/s, 780 Mbit/s baseline' },
];

/** The known monthly cost of the mesh, without traffic between regions. */
export function monthly(instanceType: string, concentrators: number): number | undefined {
  const { usd, unpriced } = costOf(
    Array.from({ length: concentrators }, () => instanceType),
    concentrators,
  );
  return unpriced.length > 0 ? undefined : usd;
}

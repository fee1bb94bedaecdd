/** IPv4 arithmetic of VPCs and subnets. */
import ipaddr from 'ipaddr.js';
import { invalidValue } from '#sandbox/api/wire/errors.ts';

export interface Block {
  /** First address as a number. */
  readonly first: number;
  /** Number of addresses. */
  readonly size: number;
}

const toNumber = (address: ipaddr.IPv4): number => address.octets.reduce((sum, octet) => sum * 256 + octet, 0);

/** @throws ApiError InvalidParameterValue when it is no IPv4 CIDR */
export function parseCidr(cidr: string): Block {
  if (!/^\d+\.\d+\.\d+\.\d+\/\d+$/.test(cidr) || !ipaddr.IPv4.isValidCIDR(cidr)) {
    throw invalidValue(`Value (${cidr}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`);
  }
  const [, bits] = ipaddr.IPv4.parseCIDR(cidr);
  return { first: toNumber(ipaddr.IPv4.networkAddressFromCIDR(cidr)), size: 2 ** (32 - bits) };
}

/** The CIDR with its host bits cleared, as EC2 stores it. */
export function normalCidr(cidr: string): string {
  parseCidr(cidr);
  return `${ipaddr.IPv4.networkAddressFromCIDR(cidr)}/${cidr.split('/')[1]}`;
}

/** Whether it is one of IPv4: landscapes have subnets and routes of other kinds. */
export const isIpv4 = (cidr: string): boolean => /^[\d.]+\/\d+$/.test(cidr);

export const overlap = (a: Block, b: Block): boolean => a.first < b.first + b.size && b.first < a.first + a.size;
export const inside = (inner: Block, outer: Block): boolean =>
  inner.first >= outer.first && inner.first + inner.size <= outer.first + outer.size;
export const addressNumber = (address: string): number => toNumber(ipaddr.IPv4.parse(address));
export const addressText = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');

/** Addresses of a subnet that interfaces may have: all but the first four and the last (VPC User Guide, "Subnet sizing"). */
export function usable(cidr: string): { readonly first: number; readonly last: number; readonly count: number } {
  const { first, size } = parseCidr(cidr);
  return { first: first + 4, last: first + size - 2, count: size - 5 };
}

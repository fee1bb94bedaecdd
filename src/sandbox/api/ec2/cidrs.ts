/** CIDRs of VPCs and subnets, as EC2 takes them. */
import ipaddr from 'ipaddr.js';
import { invalidValue } from '#sandbox/api/wire/errors.ts';
import { parseNetwork, toNumber, toText } from '#sandbox/ipv4.ts';

export interface Block {
  /** First address as a number. */
  readonly first: number;
  /** Number of addresses. */
  readonly size: number;
}

/** @throws ApiError InvalidParameterValue when it is no IPv4 CIDR */
export function parseCidr(cidr: string): Block {
  const network = /^[\d.]+\/\d+$/.test(cidr) && ipaddr.IPv4.isValidCIDR(cidr) ? parseNetwork(cidr) : undefined;
  if (network === undefined) {
    throw invalidValue(`Value (${cidr}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`);
  }
  return { first: network.first, size: 2 ** (32 - network.length) };
}

/** The CIDR with its host bits cleared, as EC2 stores it. */
export function normalCidr(cidr: string): string {
  return `${toText(parseCidr(cidr).first)}/${cidr.split('/')[1]}`;
}

/** Whether it is one of IPv4: landscapes have subnets and routes of other kinds. */
export const isIpv4 = (cidr: string): boolean => /^[\d.]+\/\d+$/.test(cidr);

export const overlap = (a: Block, b: Block): boolean => a.first < b.first + b.size && b.first < a.first + a.size;
export const inside = (inner: Block, outer: Block): boolean =>
  inner.first >= outer.first && inner.first + inner.size <= outer.first + outer.size;
/** NaN for what is not an IPv4 address. */
export const addressNumber = (address: string): number => toNumber(address) ?? Number.NaN;
export const addressText = toText;

/** Addresses of a subnet that interfaces may have: all but the first four and the last (VPC User Guide, "Subnet sizing"). */
export function usable(cidr: string): { readonly first: number; readonly last: number; readonly count: number } {
  const { first, size } = parseCidr(cidr);
  return { first: first + 4, last: first + size - 2, count: size - 5 };
}

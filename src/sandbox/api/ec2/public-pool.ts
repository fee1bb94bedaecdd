/**
 * Public addresses of the pretend Internet: TEST-NET-2 and TEST-NET-3 (RFC 5737), a
 * block of sixteen for every region, so that an address tells its region.
 */
import { randomInt } from 'node:crypto';
import type { QueryCall } from '#sandbox/api/call.ts';
import { regionNames } from '#sandbox/api/store/world.ts';
import { ApiError } from '#sandbox/api/wire/errors.ts';
import { addressNumber, addressText } from './cidrs.ts';

const networks = ['198.51.100.0', '203.0.113.0'] as const;
const blockSize = 16;
const blocksPerNetwork = 256 / blockSize;

/** All addresses of a region; the ends of the block are left out, so that no network or router address is given away. */
function block(regionName: string): readonly string[] {
  // One network after the other would leave the last blocks for one region only: regions alternate.
  const names: readonly string[] = regionNames;
  const index = names.indexOf(regionName);
  const network = networks[index % networks.length] ?? networks[0];
  const first = addressNumber(network) + (Math.floor(index / networks.length) % blocksPerNetwork) * blockSize;
  return Array.from({ length: blockSize - 3 }, (_, offset) => addressText(first + 2 + offset));
}

/** @throws ApiError InsufficientAddressCapacity */
export function newPublicIp({ region, regionName, hosts }: QueryCall): string {
  const taken = new Set([
    ...region.addresses.all().map((one) => one.publicIp),
    ...region.interfaces.all().map((one) => one.autoPublicIp),
    hosts.operatorAddress,
  ]);
  const free = block(regionName).filter((address) => !taken.has(address));
  const chosen = free[randomInt(Math.max(free.length, 1))];
  if (chosen !== undefined) return chosen;
  throw new ApiError(
    'InsufficientAddressCapacity',
    'Not enough available addresses to satisfy the requested address allocation.',
  );
}

/** IKE over UDP between two hosts, there and back: through both ends' rules and all that is between them. */
import type { Charon } from '#sandbox/hosts/simulated/charon/daemon.ts';
import { answerTo, protocols } from './packet.ts';
import type { Stack } from './stack.ts';

export interface IkeEnd {
  readonly instanceId: string;
  readonly charon: Charon;
  readonly stack: Stack;
}

/** @returns what the far end answered; undefined when a packet was lost, or nobody answers there */
export function reach<T>(
  near: Pick<IkeEnd, 'instanceId' | 'stack'> & { readonly address: string },
  destination: string,
  port: number,
  {
    host,
    ask,
  }: {
    readonly host: (instanceId: string) => IkeEnd | undefined;
    readonly ask: (charon: Charon, source: string) => T | undefined;
  },
): T | undefined {
  const there = near.stack.send({
    source: near.address,
    destination,
    protocol: protocols.udp,
    sourcePort: port,
    destinationPort: port,
    size: 600,
    dontFragment: false,
    ttl: 64,
  });
  if (there.kind !== 'delivered') return undefined;
  const far = host(there.instanceId);
  if (far === undefined || !far.charon.running) return undefined;
  const answer = ask(far.charon, there.packet.source);
  if (answer === undefined) return undefined;
  const back = far.stack.send(answerTo(there.packet));
  return back.kind === 'delivered' && back.instanceId === near.instanceId ? answer : undefined;
}

/** One echo request and its reply, as ping sees it. */
import { answerTo, type Fate, type Packet, protocols } from './packet.ts';
import type { Stack } from './stack.ts';

/** The far host, as far as an echo request concerns it. */
export interface EchoHost {
  readonly stack: Stack;
  setting(key: string): string | undefined;
  readonly region: string;
}

export type Echo =
  | { readonly kind: 'answered'; readonly ms: number; readonly ttl: number }
  | { readonly kind: 'silent'; readonly why: string }
  | { readonly kind: 'too-big'; readonly mtu: number; readonly by: string | undefined };

export interface EchoRequest {
  readonly source: string;
  readonly destination: string;
  readonly size: number;
  readonly dontFragment: boolean;
}

export function echo(from: EchoHost, request: EchoRequest, hostOf: (instanceId: string) => EchoHost | undefined): Echo {
  const packet: Packet = { ...request, protocol: protocols.icmp, icmpType: 8, ttl: 64 };
  const there = from.stack.send(packet);
  if (there.kind !== 'delivered') return failed(there);
  const far = hostOf(there.instanceId);
  if (far === undefined || far.setting('net.ipv4.icmp_echo_ignore_all') === '1')
    return { kind: 'silent', why: 'it ignores echo requests' };
  const back = far.stack.send(answerTo(there.packet, { icmpType: 0 }));
  if (back.kind !== 'delivered')
    return back.kind === 'lost' ? failed(back) : { kind: 'silent', why: 'the reply was too big' };
  return { kind: 'answered', ms: roundTrip(from.region, far.region), ttl: back.packet.ttl };
}

function failed(fate: Exclude<Fate, { kind: 'delivered' }>): Echo {
  return fate.kind === 'lost' ? { kind: 'silent', why: fate.why } : fate;
}

/** Milliseconds: a fraction of one within a region, tens between two, always about the same for the same two. */
function roundTrip(a: string, b: string): number {
  if (a === b) return 0.3 + Math.random() * 0.2;
  const seed = [...[a, b].toSorted().join()].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 7);
  return 11 + (seed % 80) + Math.random();
}

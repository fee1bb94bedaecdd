import type { Socket } from 'node:dgram';

/** Seconds between NTP's epoch (1900) and Unix's. */
const epochs = 2_208_988_800;

/**
 * Answers NTP on a socket with the machine's own clock, as Amazon Time Sync does at
 * 169.254.169.123. Guests share that clock, so the offset they measure is nearly zero.
 */
export function serveTime(socket: Socket): void {
  socket.on('message', (request, sender) => {
    const answer = timeAnswer(request, Date.now());
    // A guest that has gone away in the meantime makes the send fail; that is its business.
    if (answer !== undefined) socket.send(answer, sender.port, sender.address, () => {});
  });
}

/**
 * The answer to a client's NTP packet (RFC 5905, section 7.3), undefined for what is none.
 * @param now milliseconds since 1970.
 */
export function timeAnswer(request: Buffer, now: number): Buffer | undefined {
  const first = request[0];
  const clientMode = 3;
  if (request.length < 48 || first === undefined || (first & 7) !== clientMode) return undefined;
  const answer = Buffer.alloc(48);
  const version = (first >> 3) & 7;
  answer[0] = (version << 3) | 4;
  answer[1] = 3; // stratum
  answer[2] = request[2] ?? 0; // poll, as asked
  answer.writeInt8(-10, 3); // precision: 2^-10 s, the millisecond that Date gives
  answer.writeUInt32BE(32, 4); // root delay, in 1/65536 s
  answer.writeUInt32BE(64, 8); // root dispersion
  answer.set([169, 254, 169, 122], 12); // the server's own reference
  writeTimestamp(answer, 16, now);
  request.copy(answer, 24, 40, 48); // when the client sent it
  writeTimestamp(answer, 32, now);
  writeTimestamp(answer, 40, now);
  return answer;
}

function writeTimestamp(packet: Buffer, offset: number, milliseconds: number): void {
  packet.writeUInt32BE(Math.floor(milliseconds / 1000) + epochs, offset);
  packet.writeUInt32BE(Math.floor(((milliseconds % 1000) / 1000) * 2 ** 32), offset + 4);
}

import { fail, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator, some } from '#checks/subjects.ts';

/** OpenSSH algorithms that are deprecated, or use SHA-1, MD5 or 64-bit tags. */
const weak: Readonly<Record<string, RegExp>> = {
  ciphers: /cbc|arcfour|3des|blowfish|cast128|rijndael/,
  macs: /md5|sha1|umac-64|ripemd|-96/,
  kexalgorithms: /sha1$|group1-|group14-sha1|group-exchange-sha1/,
};

export const sshAlgorithms = perConcentrator({
  id: 'ssh.algorithms',
  title: 'No weak SSH cipher, MAC or key exchange',
  severity: 'medium',
  why: 'A client, or a man in the middle, can negotiate any algorithm that sshd offers.',
  remedy: byVisit(
    'List the strong ones (`Ciphers`, `MACs`, `KexAlgorithms`) in a drop-in that sshd reads first.',
    'disruptive',
  ),
  needs: ({ host }) => ({ sshd: host.sshd }),
  judge: ({ sshd }) => {
    const found = Object.entries(weak).flatMap(([key, pattern]) =>
      (sshd[key] ?? '').split(',').filter((name) => pattern.test(name)),
    );
    const untold = Object.keys(weak).filter((key) => sshd[key] === undefined);
    if (untold.length > 0) throw new Error(`sshd -T does not print ${untold.join(', ')}`);
    return found.length === 0
      ? pass('none', { expected: [], actual: [] })
      : fail(`offered: ${some(found)}`, { expected: [], actual: found });
  },
});

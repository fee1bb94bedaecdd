import { fail, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator, some } from '#checks/subjects.ts';

/** Of OpenSSH's own names, those its makers have given up or that hash with SHA-1, MD5 or 64 bits. */
const weak: Readonly<Record<string, RegExp>> = {
  ciphers: /cbc|arcfour|3des|blowfish|cast128|rijndael/,
  macs: /md5|sha1|umac-64|ripemd|-96/,
  kexalgorithms: /sha1$|group1-|group14-sha1|group-exchange-sha1/,
};

export const sshAlgorithms = perConcentrator({
  id: 'ssh.algorithms',
  title: 'sshd offers no weak cipher, MAC or key exchange',
  severity: 'medium',
  why: 'What is offered can be asked for, by an old client or by somebody in the middle.',
  remedy: byVisit(
    'Name the strong ones (`Ciphers`, `MACs`, `KexAlgorithms`) in a drop-in that sshd reads first.',
    'disruptive',
  ),
  needs: ({ host }) => ({ sshd: host.sshd }),
  judge: ({ sshd }) => {
    const found = Object.entries(weak).flatMap(([key, pattern]) =>
      (sshd[key] ?? '').split(',').filter((name) => pattern.test(name)),
    );
    const untold = Object.keys(weak).filter((key) => sshd[key] === undefined);
    if (untold.length > 0) throw new Error(`sshd -T does not tell ${untold.join(', ')}`);
    return found.length === 0
      ? pass('none', { expected: [], actual: [] })
      : fail(`offered: ${some(found)}`, { expected: [], actual: found });
  },
});

/** Keys: openssl, OpenSSH's own tools. */
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import {
  type Call,
  type Commands,
  complained,
  done,
  type Output,
  options,
  said,
} from '#sandbox/hosts/simulated/shell/command.ts';

async function openssl(call: Call): Promise<Output> {
  const [what = '', ...args] = call.args;
  const { values, flags } = options(args, ['-algorithm', '-pkeyopt', '-out', '-in', '-outform', '-inform']);
  const { fs } = call;
  const write = async (text: string, mode: number): Promise<Output> => {
    const out = values.get('-out');
    if (out === undefined) return { stdout: text };
    await fs.writeFile(call.path(out), text);
    await fs.chmod(call.path(out), mode & ~call.shell.umask);
    return done;
  };
  switch (what) {
    case 'genpkey': {
      const bits = Number(/rsa_keygen_bits:(\d+)/.exec(args.join(' '))?.[1] ?? 2048);
      const algorithm = (values.get('-algorithm') ?? 'RSA').toLowerCase();
      return write(algorithm === 'ed25519' ? call.machine.keys.ed25519() : await call.machine.keys.rsa(bits), 0o600);
    }
    case 'genrsa':
      return write(await call.machine.keys.rsa(Number(args.find((word) => /^\d+$/.test(word)) ?? 2048)), 0o600);
    case 'pkey':
    case 'rsa': {
      const input = values.get('-in');
      const text = input === undefined ? call.stdin : await fs.text(call.path(input));
      try {
        if (flags.has('-pubin'))
          return {
            stdout: flags.has('-noout') ? '' : createPublicKey(text).export({ type: 'spki', format: 'pem' }).toString(),
          };
        const key = createPrivateKey(text);
        if (flags.has('-pubout'))
          return write(createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString(), 0o644);
        if (flags.has('-text'))
          return said(`Private-Key: (${key.asymmetricKeyDetails?.modulusLength ?? 256} bit, 2 primes)`);
        return flags.has('-noout') ? done : write(text, 0o600);
      } catch {
        return complained(
          `Could not read ${flags.has('-pubin') ? 'public' : 'private'} key from ${input ?? '<stdin>'}`,
        );
      }
    }
    case 'version':
      return said('OpenSSL 3.0.15 3 Sep 2024 (Library: OpenSSL 3.0.15 3 Sep 2024)');
    default: {
      const digest = /^(?:dgst|sha256|sha1|sha512)$/.test(what);
      if (!digest) return complained(`openssl:Error: '${what}' is an invalid command.`);
      const name = what === 'dgst' ? ([...flags].find((flag) => /^-sha/.test(flag)) ?? '-sha256').slice(1) : what;
      return said(`SHA2-256(stdin)= ${createHash(name).update(Buffer.from(call.bytes, 'latin1')).digest('hex')}`);
    }
  }
}

/** sshd_config with its drop-ins, first value wins (sshd_config(5)). */
async function sshdSettings(
  call: Call,
): Promise<{ readonly settings: ReadonlyMap<string, string>; readonly error: string | undefined }> {
  const { fs } = call.machine;
  const settings = new Map<string, string>();
  let error: string | undefined;
  const read = async (path: string): Promise<void> => {
    for (const [index, line] of (await fs.text(path)).split('\n').entries()) {
      const [, key, value] = /^\s*([A-Za-z0-9]+)[\s=]+(.*?)\s*$/.exec(line) ?? [];
      if (/^\s*(#|$)/.test(line)) continue;
      if (key === undefined || value === undefined) {
        error ??= `${path} line ${index + 1}: no argument after keyword "${line.trim()}"`;
        continue;
      }
      const name = key.toLowerCase();
      if (name === 'include') {
        const folder = value.slice(0, value.lastIndexOf('/'));
        for (const file of (await fs.names(folder)).toSorted())
          if (file.endsWith('.conf') && !file.startsWith('.')) await read(`${folder}/${file}`);
      } else if (!known.has(name)) error ??= `${path}: line ${index + 1}: Bad configuration option: ${key}`;
      else if (!settings.has(name)) settings.set(name, value);
    }
  };
  await read('/etc/ssh/sshd_config');
  return { settings, error };
}

const defaults: Readonly<Record<string, string>> = {
  port: '22',
  permitrootlogin: 'without-password',
  passwordauthentication: 'yes',
  kbdinteractiveauthentication: 'yes',
  permitemptypasswords: 'no',
  pubkeyauthentication: 'yes',
  x11forwarding: 'no',
  maxauthtries: '6',
  maxsessions: '10',
  usepam: 'no',
  allowtcpforwarding: 'yes',
  allowagentforwarding: 'yes',
  logingracetime: '120',
  clientaliveinterval: '0',
  clientalivecountmax: '3',
  loglevel: 'INFO',
  strictmodes: 'yes',
  hostbasedauthentication: 'no',
  ignorerhosts: 'yes',
  gatewayports: 'no',
  permituserenvironment: 'no',
  maxstartups: '10:30:100',
  compression: 'yes',
  usedns: 'no',
  banner: 'none',
  ciphers:
    'chacha20-poly1305@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr,aes128-gcm@openssh.com,aes256-gcm@openssh.com',
  macs: 'umac-64-etm@openssh.com,umac-128-etm@openssh.com,hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha1-etm@openssh.com,umac-64@openssh.com,umac-128@openssh.com,hmac-sha2-256,hmac-sha2-512,hmac-sha1',
  kexalgorithms:
    'sntrup761x25519-sha512@openssh.com,curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521,diffie-hellman-group-exchange-sha256,diffie-hellman-group16-sha512,diffie-hellman-group18-sha512,diffie-hellman-group14-sha256',
};
const known = new Set([
  ...Object.keys(defaults),
  'acceptenv',
  'subsystem',
  'printmotd',
  'challengeresponseauthentication',
  'match',
  'allowusers',
  'allowgroups',
  'denyusers',
  'hostkey',
  'listenaddress',
  'addressfamily',
  'authorizedkeysfile',
  'authenticationmethods',
  'syslogfacility',
  'protocol',
  'hostkeyalgorithms',
  'pubkeyacceptedalgorithms',
  'printlastlog',
  'tcpkeepalive',
  'x11displayoffset',
  'x11uselocalhost',
  'kerberosauthentication',
  'gssapiauthentication',
  'rekeylimit',
  'permittunnel',
  'chrootdirectory',
  'forcecommand',
  'versionaddendum',
]);

async function sshd(call: Call): Promise<Output> {
  const { settings, error } = await sshdSettings(call);
  if (error !== undefined)
    return { stderr: `${error}\n/etc/ssh/sshd_config: terminating, 1 bad configuration options\n`, code: 255 };
  if (!call.args.includes('-T')) return done;
  if (call.shell.user !== 'root') return complained('sshd: no hostkeys available -- exiting.');
  const all = { ...defaults, ...Object.fromEntries([...settings].filter(([key]) => key in defaults)) };
  return said(
    Object.entries(all)
      .map(([key, value]) => `${key} ${value}`)
      .join('\n'),
  );
}

async function sshKeygen(call: Call): Promise<Output> {
  const { values } = options(call.args, ['-f', '-t', '-E', '-C', '-N']);
  const path = values.get('-f') ?? call.args.at(-1) ?? '';
  const line = (await call.machine.fs.text(call.path(path.endsWith('.pub') ? path : `${path}.pub`))).trim();
  if (line === '') return complained(`ssh-keygen: ${path}: No such file or directory`, 255);
  const [, blob = '', comment = 'no comment'] = line.split(' ');
  const print = createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64').replace(/=+$/, '');
  return said(`256 SHA256:${print} ${comment} (ED25519)`);
}

export const secretCommands: Commands = { openssl, sshd, 'ssh-keygen': sshKeygen };

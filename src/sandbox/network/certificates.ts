/** Certificates of AWS's endpoints as the hosts see them, issued by an authority of this sandbox's own. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import { run } from './command.ts';

export interface Authority {
  /** PEM, for the hosts' trust. */
  readonly certificate: string;
  /** For a name that a client asks for; made once. */
  contextFor(name: string): Promise<SecureContext>;
}

const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '3650'];

/** Opens the authority of a state folder, or makes it. @throws CommandFailed when openssl cannot */
export async function openAuthority(stateDir: string): Promise<Authority> {
  const folder = join(stateDir, 'tls');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const key = join(folder, 'authority.key');
  const file = join(folder, 'authority.pem');
  if (!existsSync(file)) {
    const subject = ['-x509', '-subj', '/CN=vpnmesh sandbox', '-addext', 'basicConstraints=critical,CA:TRUE'];
    await run(['openssl', 'req', ...curve, ...subject, '-keyout', key, '-out', `${file}.new`]);
    await rename(`${file}.new`, file);
  }
  const contexts = new Map<string, Promise<SecureContext>>();
  const issue = async (name: string): Promise<SecureContext> => {
    const own = join(folder, name);
    const extensions = ['-addext', `subjectAltName=DNS:${name}`, '-addext', 'basicConstraints=critical,CA:FALSE'];
    const signed = ['-x509', '-CA', file, '-CAkey', key, '-subj', `/CN=${name}`, ...extensions];
    await run(['openssl', 'req', ...curve, ...signed, '-keyout', `${own}.key`, '-out', `${own}.pem`]);
    return createSecureContext({ key: await readFile(`${own}.key`), cert: await readFile(`${own}.pem`) });
  };
  return {
    certificate: await readFile(file, 'utf8'),
    contextFor: (name) => {
      const known = contexts.get(name) ?? issue(name);
      contexts.set(name, known);
      return known;
    },
  };
}

import { attempt, run } from './command.ts';

/** Namespaces of this machine whose name begins with the prefix. */
export async function listNamespaces(prefix: string): Promise<readonly string[]> {
  const listing = await run(['ip', 'netns', 'list']);
  return listing
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '')
    .filter((name) => name.startsWith(prefix));
}

export async function addNamespace(name: string): Promise<void> {
  await run(['ip', 'netns', 'add', name]);
}

/** Deletes a namespace with the links inside it; one that is not there is fine. */
export async function deleteNamespace(name: string): Promise<void> {
  const { code, stderr } = await attempt(['ip', 'netns', 'delete', name]);
  if (code !== 0 && !stderr.includes('No such file')) {
    throw new Error(`Cannot delete the network namespace ${name}: ${stderr.trim()}`);
  }
}

/** Carries out `ip` commands inside a namespace, in one process. Stops at the first that fails, unless told to go on. */
export async function ipBatch(
  namespace: string,
  lines: readonly string[],
  options: { readonly force?: boolean } = {},
): Promise<void> {
  if (lines.length === 0) return;
  const argv = ['ip', '-n', namespace, ...(options.force ? ['-force'] : []), '-batch', '-'];
  const input = `${lines.join('\n')}\n`;
  if (options.force) await attempt(argv, { input });
  else await run(argv, { input });
}

/** Sets kernel parameters of the namespace, and of nothing else: all of `net.*` that is set here is kept per namespace. */
export async function setParameters(namespace: string, values: Readonly<Record<string, string>>): Promise<void> {
  const settings = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  await run(['ip', 'netns', 'exec', namespace, 'sysctl', '-qw', ...settings]);
}

/** Replaces nftables rules in a namespace; all of it or nothing. */
export async function applyRuleset(namespace: string, ruleset: string): Promise<void> {
  await run(['ip', 'netns', 'exec', namespace, 'nft', '-f', '-'], { input: ruleset });
}

/** What a namespace that forwards needs: nothing is learnt, redirected or filtered by guesswork. */
export const forwardingParameters: Readonly<Record<string, string>> = {
  'net.ipv4.ip_forward': '1',
  'net.ipv4.conf.all.rp_filter': '0',
  'net.ipv4.conf.default.rp_filter': '0',
  'net.ipv4.conf.all.send_redirects': '0',
  'net.ipv4.conf.default.send_redirects': '0',
  // "Fragmentation needed" must never be withheld.
  'net.ipv4.icmp_ratelimit': '0',
  'net.ipv6.conf.all.disable_ipv6': '1',
  'net.ipv6.conf.default.disable_ipv6': '1',
};

/** The kernel's own defaults, which a new namespace would otherwise take over from the machine as it happens to be set. */
export const kernelDefaults: Readonly<Record<string, string>> = {
  'net.ipv4.ip_forward': '0',
  ...Object.fromEntries(
    ['all', 'default'].flatMap((scope) => [
      [`net.ipv4.conf.${scope}.accept_redirects`, '1'],
      [`net.ipv4.conf.${scope}.secure_redirects`, '1'],
      [`net.ipv4.conf.${scope}.send_redirects`, '1'],
      [`net.ipv4.conf.${scope}.accept_source_route`, scope === 'all' ? '0' : '1'],
      [`net.ipv4.conf.${scope}.rp_filter`, '0'],
      [`net.ipv4.conf.${scope}.log_martians`, '0'],
    ]),
  ),
};

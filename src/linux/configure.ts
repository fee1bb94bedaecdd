/** The stage that gives a host its connections and its peers' public keys. */
import { renderConnections } from '#strongswan/connection.ts';
import { proposalsFor } from '#strongswan/proposals.ts';
import { officialImage } from './distributions.ts';
import { factsInput } from './facts-input.ts';
import { type HostInput, managedBy } from './host-input.ts';
import { fileLine, inputOf, type ManagedFile, settingLine } from './input.ts';
import { connectionsPath, factsInputPath, initiatesPath } from './managed-paths.ts';
import { stageScripts } from './scripts.ts';
import { readReport, type Stage, values } from './stage-output.ts';

export interface ConfigureResult {
  readonly changed: readonly string[];
  /** Names of the connections charon has loaded. */
  readonly loaded: readonly string[];
  /** charon's own words about what it refuses; empty when all is well. */
  readonly problems: readonly string[];
}

/** What is rendered without the peers' keys: the connections and who initiates. */
export function configureLines(input: HostInput): readonly string[] {
  const header = managedBy(input.mesh);
  const initiates = input.peers.filter(({ initiator }) => initiator === 'self').map(({ name }) => name);
  const files: readonly ManagedFile[] = [
    {
      when: 'peers',
      path: connectionsPath,
      mode: '0600',
      check: 'none',
      text: `${header}\n${renderedConnections(input)}`,
    },
    { when: 'peers', path: initiatesPath, mode: '0644', check: 'none', text: [header, ...initiates, ''].join('\n') },
    { when: 'peers', path: factsInputPath, mode: '0644', check: 'none', text: `${header}\n${factsInput(input)}` },
  ];
  return [
    settingLine('concentrator', input.concentrator),
    ...input.peers.map(({ name }) => `connection ${name}`),
    ...files.map(fileLine),
  ];
}

/** The connections' file, without its first line. */
export function renderedConnections(input: HostInput): string {
  const own = officialImage(input.image).strongswan;
  return renderConnections(
    input.peers.map((peer) => ({
      name: peer.name,
      localId: input.address,
      localKey: `${input.concentrator}.pub`,
      localCidrs: input.cidrs,
      remoteAddress: peer.address,
      remoteKeys: [`${peer.name}.pub`],
      remoteCidrs: peer.cidrs,
      proposals: proposalsFor(input.proposals ?? 'auto', [own, officialImage(peer.image).strongswan]),
      initiates: peer.initiator === 'self',
    })),
  );
}

export function configureStage(input: HostInput, peerKeys: Readonly<Record<string, string>>): Stage<ConfigureResult> {
  const header = managedBy(input.mesh);
  const keys = input.peers.map(({ name }): ManagedFile => {
    const key = peerKeys[name];
    if (key === undefined) throw new RangeError(`${input.concentrator}: the public key of its peer ${name} is unknown`);
    return {
      when: 'peers',
      path: `/etc/swanctl/pubkey/${name}.pub`,
      mode: '0644',
      check: 'none',
      text: `${header}\n${key.trim()}\n`,
    };
  });
  return {
    script: stageScripts.configure,
    input: inputOf('configure', [...configureLines(input), ...keys.map(fileLine)]),
    timeoutMs: 12 * 60_000,
    parse(stdout, code, stderr) {
      const lines = readReport(`${input.concentrator}: loading the connections`, stdout, code, stderr);
      return { changed: values(lines, 'changed'), loaded: values(lines, 'loaded'), problems: values(lines, 'problem') };
    },
  };
}

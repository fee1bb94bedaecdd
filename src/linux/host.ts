/** Renders a concentrator's desired host state: stages to run over SSH, and their digest. */
import { createHash } from 'node:crypto';
import { type AgentResult, agentStage } from './agent.ts';
import { type ConfigureResult, configureLines, configureStage } from './configure.ts';
import type { HostInput, HostPeer } from './host-input.ts';
import { type InitiateResult, initiateStage } from './initiate.ts';
import { type PrepareResult, prepareStage } from './prepare.ts';
import { stageScripts } from './scripts.ts';
import type { Stage } from './stage-output.ts';

export interface HostStages {
  readonly prepare: Stage<PrepareResult>;
  /**
   * @param peerKeys PEM public key of every peer, by name
   * @throws RangeError if a peer's key is missing: loading the others without it would terminate its tunnel
   */
  readonly configure: (peerKeys: Readonly<Record<string, string>>) => Stage<ConfigureResult>;
  readonly initiate: Stage<InitiateResult>;
  readonly agent: Stage<AgentResult>;
  /** SHA-256 (hex) of all rendered state, with the peers' key tags instead of their keys. */
  readonly digest: string;
}

export function renderHost(given: HostInput): HostStages {
  // The digest must not depend on the order of peers.
  const input = { ...given, peers: given.peers.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
  const prepare = prepareStage(input);
  const initiate = initiateStage(input);
  const agent = agentStage(input);
  const digest = createHash('sha256');
  const keyTags = input.peers.map(({ name, keyTag }) => `${name} ${keyTag}`);
  const { configure: configureScript } = stageScripts;
  for (const part of [prepare.script, prepare.input, configureScript, ...configureLines(input), ...keyTags]) {
    digest.update(`${part}\0`);
  }
  for (const part of [initiate.script, initiate.input, agent.script, agent.input]) digest.update(`${part}\0`);
  return {
    prepare,
    configure: (peerKeys) => configureStage(input, peerKeys),
    initiate,
    agent,
    digest: digest.digest('hex'),
  };
}

export type { AgentResult, ConfigureResult, HostInput, HostPeer, InitiateResult, PrepareResult, Stage };

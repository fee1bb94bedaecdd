/** Refusals that several commands share, each worded once. */
import { OperatorError } from './errors.ts';

export const notBuilt = (mesh: string): OperatorError =>
  new OperatorError(`mesh ${mesh} is not built: none of its concentrators exists`, 'build it with `vpnmesh apply`');

/** @param consequence what cannot be done without it, to follow "so" */
export const noSshSource = (consequence: string): OperatorError =>
  new OperatorError(
    `ssh.from is empty, so ${consequence}`,
    'add the network you connect from to the spec: `ssh: {from: [203.0.113.7/32]}`',
  );

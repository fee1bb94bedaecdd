/** Flags that several commands share. */
import { type Command, Option } from 'commander';
import { wholeNumber } from './settings.ts';

/** Flags of every command on a mesh, with their defaults. */
export function common(command: Command): Command {
  return command
    .option('-f, --file <spec>', 'the spec (default: vpnmesh.yaml)')
    .option('--no-input', 'never ask; take answers from flags')
    .option('--no-color', 'no colours')
    .option('--verbose', 'report more progress')
    .option('--profile <name>', 'AWS profile')
    .option('--concurrency <n>', 'maximum number of parallel steps', wholeNumber('--concurrency', 1, 256), 32)
    .option('--timeout <seconds>', 'login timeout per host', wholeNumber('--timeout', 1, 3600), 300)
    .option('--sandbox', 'use the sandbox; starts one if none is up')
    .exitOverride();
}

export const json = (): Option => new Option('--json', 'one JSON document on stdout');
export const ownChecks = (): Option =>
  new Option('--checks <folder>', 'load your own checks, one per .mjs file: see docs/writing-checks.md');
export const yes = (): Option => new Option('--yes', 'execute without asking');
export const openSsh = (): Option =>
  new Option('--open-ssh', 'open SSH in the security groups for this command and close it afterwards');
export const allHosts = (): Option =>
  new Option('--all-hosts', 'plan for every host, whether or not it seems to have changed');
export const hostFacts = (): Option =>
  new Option('--host-facts <source>', 'collect host facts over SSH or from the facts beacons in the log group')
    .choices(['auto', 'ssh', 'beacon', 'none'])
    .default('auto');

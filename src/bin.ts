#!/usr/bin/env node
/** The launcher: what has to be settled before anything else is loaded. */
import { argv, env, exit, stderr, versions } from 'node:process';

const [major = 0, minor = 0] = versions.node.split('.').map(Number);
if (major < 20) {
  stderr.write(
    `vpnmesh needs Node 22.12 or newer; this is ${versions.node}. Install a current Node (https://nodejs.org) and run it again.\n`,
  );
  exit(1);
}
if (major < 22 || (major === 22 && minor < 12)) {
  stderr.write(`vpnmesh is made for Node 22.12 or newer; this is ${versions.node}, where it may still work.\n`);
}
// chalk does not know NO_COLOR (https://no-color.org); it reads FORCE_COLOR when it is loaded.
if ((env.NO_COLOR ?? '') !== '' || argv.includes('--no-color') || env.TERM === 'dumb') env.FORCE_COLOR = '0';

if (argv.length === 3 && (argv[2] === '--version' || argv[2] === '-V')) {
  const { version } = await import('#cli/version.ts');
  process.stdout.write(`${version}\n`);
} else {
  const { main } = await import('#cli/main.ts');
  process.exitCode = await main(argv.slice(2));
}

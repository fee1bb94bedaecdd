#!/usr/bin/env node
/**
 * The launcher: what has to be settled before anything else is loaded. It imports nothing, so that
 * a Node too old for the rest still reads it, and `--version` costs no more than Node itself.
 */
const { argv, env, versions } = process;
const [major = 0, minor = 0] = versions.node.split('.').map(Number);
if (major < 20) {
  process.stderr.write(
    `vpnmesh needs Node 22.12 or newer; this is ${versions.node}. Install a current Node (https://nodejs.org) and run it again.\n`,
  );
  process.exit(1);
}
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(`Node ${versions.node} is not supported (22.12 or newer is); it may still work.\n`);
  // The one line is enough: the AWS SDK would add nine of its own.
  env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
}
// chalk does not know NO_COLOR (https://no-color.org); it reads FORCE_COLOR when it is loaded.
if ((env.NO_COLOR ?? '') !== '' || argv.includes('--no-color') || env.TERM === 'dumb') env.FORCE_COLOR = '0';

if (argv.length === 3 && (argv[2] === '--version' || argv[2] === '-V')) {
  const { version } = await import('#cli/version.ts');
  process.stdout.on('error', ({ message }) => {
    process.stderr.write(`error cannot write stdout (${message})\n`);
    process.exitCode = 1;
  });
  process.stdout.write(`${version}\n`);
} else {
  // Node 22.1 and newer keep what they compiled for the next run; older ones have no such function.
  process.getBuiltinModule?.('node:module').enableCompileCache?.();
  const { main } = await import('#cli/main.ts');
  process.exitCode = await main(argv.slice(2));
}

export {};

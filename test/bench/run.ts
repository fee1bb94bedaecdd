/** `npm run bench`: measures, prints, and fails when a budget of docs/performance.md is exceeded. `--write` updates it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../pack/tarball.ts';
import { farAway } from './audit/far-away.ts';
import { hundred } from './audit/hundred.ts';
import { installTimes } from './install.ts';
import { startTimes } from './start.ts';
import { wizardTimes } from './wizard.ts';

interface Budget {
  readonly what: string;
  readonly measured: string;
  readonly ratio: number;
  readonly most: number;
}

const ms = (value: number): string => `${value < 10_000 ? Math.round(value) : Math.round(value / 100) * 100} ms`;

async function measure(): Promise<readonly Budget[]> {
  const { node, version, plan, api, requests } = await startTimes(15);
  const wizard = await wizardTimes(20);
  const { bundled, unbundled } = await installTimes();
  const far = await farAway(3);
  const many = await hundred(100, 1);
  return [
    { what: '`--version`', measured: `${ms(version)}, \`node -e 0\` ${ms(node)}`, ratio: version / node, most: 1.5 },
    {
      what: '`plan --sandbox`, two regions',
      measured: `${ms(plan)}, of which the API's ${requests} answers ${ms(api)}`,
      ratio: (plan - api) / node,
      most: 6,
    },
    {
      what: "the wizard's first frame, beyond `node -e 0`",
      measured: `${ms(wizard.firstFrame - wizard.node)} of 300 ms`,
      ratio: (wizard.firstFrame - wizard.node) / 300,
      most: 1,
    },
    {
      what: 'from a key to its frame, 100 concentrators',
      measured: `${ms(wizard.key)} of 50 ms`,
      ratio: wizard.key / 50,
      most: 1,
    },
    {
      what: 'installing the tarball',
      measured: `${ms(bundled)}, unbundled ${ms(unbundled)}`,
      ratio: bundled / unbundled,
      most: 0.1,
    },
    {
      what: '`audit`, 20 hosts in 10 regions, 100 ms away',
      measured: `${ms(far.audit)}; ${far.requests} calls in two waves ${ms(far.waves)}, bare ssh to all ${ms(far.bare)}`,
      ratio: far.audit / Math.max(far.waves, far.bare),
      most: 1.5,
    },
    {
      what: '`audit`, 100 recorded hosts: memory',
      measured: `${Math.round(many.megabytes)} MB of 250 MB`,
      ratio: many.megabytes / 250,
      most: 1,
    },
  ];
}

const budgets = await measure();
const rows = budgets.map(
  ({ what, measured, ratio, most }) =>
    `| ${what} | ${measured} | ${ratio.toFixed(2)} | ${most} | ${ratio <= most ? 'held' : 'exceeded'} |`,
);
const table = [
  `| what | median | ratio | budget | |\n|---|---|---|---|---|`,
  ...rows,
  '',
  `Node ${process.versions.node}, ${process.platform} ${process.arch}.`,
].join('\n');
process.stdout.write(`${table}\n`);
if (process.argv.includes('--write')) {
  const page = join(root, 'docs/performance.md');
  const text = readFileSync(page, 'utf8');
  const marked = /(<!-- bench -->\n)[\s\S]*?(<!-- end -->)/;
  writeFileSync(
    page,
    text.replace(marked, (_, before: string, after: string) => `${before}${table}\n${after}`),
  );
}
process.exitCode = budgets.every(({ ratio, most }) => ratio <= most) ? 0 : 1;

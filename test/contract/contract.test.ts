/** The emulated AWS and moto_server asked the same questions: where they differ, it is known why. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moto, pretendAws, type Side } from './both.ts';
import { differences } from './differences.ts';
import { motoProgram } from './moto.ts';
import { observe } from './scenario.ts';
import { scenarios } from './scenarios/index.ts';

const whySkipped = motoProgram === undefined ? ' (skipped: moto_server is not on the PATH)' : '';

describe.skipIf(motoProgram === undefined)(`the emulated AWS beside moto_server${whySkipped}`, () => {
  let ours: Side;
  let theirs: Side;
  beforeAll(async () => {
    [ours, theirs] = await Promise.all([pretendAws(), moto(motoProgram ?? '')]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([ours?.stop(), theirs?.stop()]);
  });

  it.each(scenarios)('$name', async (scenario) => {
    const [sandbox, other] = await Promise.all([observe(scenario, ours), observe(scenario, theirs)]);
    const seen = [...new Set([...Object.keys(sandbox), ...Object.keys(other)])]
      .filter((what) => sandbox[what] !== other[what])
      .map((what) => ({ what, sandbox: sandbox[what], moto: other[what] }));
    const known = differences
      .filter((one) => one.scenario === scenario.name)
      .map(({ what, sandbox: ours, moto: theirs }) => ({ what, sandbox: ours, moto: theirs }));
    expect(seen).toEqual(known);
  });
});

describe('docs/sandbox.md', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/sandbox.md'), 'utf8');
  it.each([...new Set(differences.map(({ heading }) => heading))])('says of "%s" whom AWS agrees with', (heading) => {
    expect(page).toContain(`**${heading}**`);
  });
});

import { expect, test } from 'vitest';
import { attempt } from '#sandbox/network/command.ts';

test.runIf(process.platform === 'linux')(
  'a program that stops itself is continued where that was asked for',
  async () => {
    const script = 'kill -STOP $$; echo went on; exit 3';
    expect(await attempt(['sh', '-c', script], { keepGoing: true })).toMatchObject({ code: 3, stdout: 'went on\n' });
  },
);

import { expect, it } from 'vitest';
import { planLines } from '#cli/text/plan.ts';
import { planOf } from '#mesh/plan/steps.ts';

it('has each step with its details, and the notes, each once', () => {
  const step = {
    id: 'a/check',
    kind: 'interface.check',
    change: 'update',
    dependsOn: [],
    concentrator: 'a',
    region: 'us-east-1',
    describe: 'source/dest check off',
    risk: 'safe',
  } as const;
  const details = { 'a/check': ['ec2:ModifyNetworkInterfaceAttribute eni-1: SourceDestCheck=false', '+a line'] };
  expect(planLines(planOf('corp', [step], ['hosts not visited', 'nor this']), 'fix', details)).toEqual([
    'a (us-east-1)',
    '  ~ source/dest check off',
    '      ec2:ModifyNetworkInterfaceAttribute eni-1: SourceDestCheck=false',
    '      +a line',
    '',
    '0 to create (+), 1 to update (~), 0 to delete (-), 0 on hosts (>)',
    'note: hosts not visited',
    'note: nor this',
  ]);
});

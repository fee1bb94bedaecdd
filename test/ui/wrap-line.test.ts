import { expect, it } from 'vitest';
import { wrapped } from '#ui/model/wrap-line.ts';

it('breaks a line at blanks, sets the rest in, and loses nothing', () => {
  const call = '    ec2:ModifyNetworkInterfaceAttribute eni-0a1b2c3d4e5f60718: SourceDestCheck=false';
  expect(wrapped(call, 60, 6)).toEqual([
    '    ec2:ModifyNetworkInterfaceAttribute',
    '      eni-0a1b2c3d4e5f60718: SourceDestCheck=false',
  ]);
  expect(wrapped('short', 60, 6)).toEqual(['short']);
  expect(wrapped('x'.repeat(25), 10, 2)).toEqual(['x'.repeat(10), `  ${'x'.repeat(8)}`, `  ${'x'.repeat(7)}`]);
});

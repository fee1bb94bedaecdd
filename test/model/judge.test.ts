/** The judge by AWS's models can say no: each kind of fault, planted. */
import { describe, expect, it } from 'vitest';
import { judged } from './judging.ts';

const installed = judged('') !== undefined;

const request = (action: string, parameters: Record<string, string>, answer = ''): string =>
  JSON.stringify({
    service: 'ec2',
    action,
    request: new URLSearchParams({ Action: action, Version: '2016-11-15', ...parameters }).toString(),
    status: 200,
    answer: `<${action}Response><requestId>1</requestId>${answer}</${action}Response>`,
  });

const logs = (action: string, sent: unknown, answered: unknown): string =>
  JSON.stringify({
    service: 'logs',
    action,
    request: JSON.stringify(sent),
    status: 200,
    answer: JSON.stringify(answered),
  });

const iam = (action: string, sent: string, answer: string): string =>
  JSON.stringify({
    service: 'iam',
    action,
    request: `Action=${action}&Version=2010-05-08&${sent}`,
    status: 200,
    answer,
  });

const route = { RouteTableId: 'rtb-1', DestinationCidrBlock: '10.0.0.0/8', NetworkInterfaceId: 'eni-1' };
const done = '<return>true</return>';

describe.skipIf(!installed)("the judge by AWS's models (skipped: python3 has no botocore here)", () => {
  it('has nothing against what is right', () => {
    const vpcs = '<vpcSet><item><vpcId>vpc-1</vpcId></item></vpcSet>';
    const right = [request('CreateRoute', route, done), request('DescribeVpcs', { 'VpcId.1': 'vpc-1' }, vpcs)];
    expect(judged(right.join('\n'))).toEqual({ exchanges: 2, operations: 2, violations: [] });
  });

  const planted = [
    [
      'a parameter that there is not',
      request('CreateRoute', { ...route, Route: 'x' }, done),
      'request',
      /no parameter/,
    ],
    [
      'a required one that is missing',
      request('CreateRoute', { NetworkInterfaceId: 'eni-1' }, done),
      'request',
      /RouteTableId/,
    ],
    ['a list that begins at 2', request('DescribeVpcs', { 'VpcId.2': 'vpc-1' }), 'request', /no parameter/],
    ['a number that is none', request('DescribeVpcs', { MaxResults: 'many' }), 'request', /no integer/],
    ['a value outside its range', request('DescribeVpcs', { MaxResults: '1' }), 'request', /min/],
    ['an invented operation', request('CreateRoot', {}), 'request', /no operation/],
    [
      'a value of no enumeration',
      request('DescribeVpcs', {}, '<vpcSet><item><state>up</state></item></vpcSet>'),
      'answer',
      /not among/,
    ],
    [
      'an invented member',
      request('DescribeVpcs', {}, '<vpcSet><item><name>x</name></item></vpcSet>'),
      'answer',
      /no member/,
    ],
    ['a list of other elements', request('DescribeVpcs', {}, '<vpcSet><member/></vpcSet>'), 'answer', /<member>/],
    ['an answer that is no XML', request('DescribeVpcs', {}, '<vpcSet>'), 'answer', /cannot be read/],
    ['a name that Logs refuses', logs('CreateLogGroup', { logGroupName: 'a b' }, {}), 'request', /does not match/],
    ['an answer of Logs with what it never says', logs('DescribeLogGroups', {}, { groups: [] }), 'answer', /no member/],
    [
      'an answer of IAM without what it always says',
      iam(
        'GetRole',
        'RoleName=r',
        '<GetRoleResponse><GetRoleResult><Role><Path>/</Path></Role></GetRoleResult></GetRoleResponse>',
      ),
      'answer',
      /is required/,
    ],
  ] as const;
  // One process for all of them: it takes a second to read the models.
  const found = installed ? (judged(planted.map(([, line]) => line).join('\n'))?.violations ?? []) : [];

  it.each(planted)('finds %s', (_what, _line, side, what) => {
    expect(found).toContainEqual(expect.objectContaining({ side, what: expect.stringMatching(what) }));
  });

  it('does not judge what a test asked wrongly on purpose, but a trial like everything else', () => {
    const refused = (code: string): string =>
      JSON.stringify({
        ...JSON.parse(request('CreateRoute', { Route: 'x' })),
        status: 400,
        answer: `<Response><Errors><Error><Code>${code}</Code><Message>m</Message></Error></Errors></Response>`,
      });
    expect(judged(refused('MissingParameter'))?.violations).toEqual([]);
    expect(judged(refused('DryRunOperation'))?.violations).not.toEqual([]);
  });
});

/** IAM's simulator, answered as its API reference shows it: by a server that is no sandbox of ours. */
import { IAMClient } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { simulate } from '#aws/simulate.ts';
import type { PermissionQuestion } from '#ports/permissions.ts';
import { type ScriptedEndpoint, scriptedEndpoint } from '../support/scripted-endpoint.ts';

const answers: string[] = [];
let server: ScriptedEndpoint;
let iam: IAMClient;

beforeAll(async () => {
  server = await scriptedEndpoint(() => ({ body: answers.shift() ?? '' }));
  iam = new IAMClient(server.config);
});
afterAll(() => {
  iam.destroy();
  server.stop();
});

const list = (tag: string, values: readonly string[]): string =>
  `<${tag}>${values.map((value) => `<member>${value}</member>`).join('')}</${tag}>`;

interface Verdict {
  readonly decision: string;
  readonly missing?: readonly string[];
}

/** As AWS answers where resources are given: what is missing stands with each resource, and the list above is empty. */
function result(action: string, verdicts: readonly Verdict[]): string {
  const specific = verdicts.map(
    ({ decision, missing = [] }, index) =>
      `<member><EvalResourceName>arn:${index}</EvalResourceName><EvalResourceDecision>${decision}</EvalResourceDecision>` +
      `<MatchedStatements/>${list('MissingContextValues', missing)}</member>`,
  );
  return (
    `<member><EvalActionName>${action}</EvalActionName><EvalResourceName>arn:0</EvalResourceName>` +
    `<EvalDecision>${verdicts[0]?.decision}</EvalDecision><MatchedStatements/><MissingContextValues/>` +
    `<ResourceSpecificResults>${specific.join('')}</ResourceSpecificResults></member>`
  );
}

const page = (results: readonly string[], marker?: string): string =>
  '<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><SimulatePrincipalPolicyResult>' +
  `<EvaluationResults>${results.join('')}</EvaluationResults><IsTruncated>${marker !== undefined}</IsTruncated>` +
  `${marker === undefined ? '' : `<Marker>${marker}</Marker>`}</SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>`;

const question = (actions: readonly string[], changes: Partial<PermissionQuestion> = {}): PermissionQuestion => ({
  resources: ['arn:aws:logs:eu-west-1:1:log-group:/vpnmesh/corp'],
  region: 'eu-west-1',
  tags: { 'vpnmesh:mesh': 'corp' },
  actions,
  ...changes,
});
const user = 'arn:aws:iam::1:user/o';

it('a denial for want of what a condition asks for is no denial, whichever kind of denial it is', async () => {
  answers.push(
    page([
      result('logs:CreateLogGroup', [{ decision: 'implicitDeny', missing: ['aws:PrincipalTag/team'] }]),
      result('logs:PutRetentionPolicy', [{ decision: 'explicitDeny', missing: ['aws:MultiFactorAuthPresent'] }]),
      result('logs:DeleteLogGroup', [{ decision: 'explicitDeny' }]),
      result('logs:TagResource', [{ decision: 'allowed' }]),
    ]),
  );
  const actions = ['logs:CreateLogGroup', 'logs:PutRetentionPolicy', 'logs:DeleteLogGroup', 'logs:TagResource'];
  expect(await simulate(iam, user, [question(actions)])).toEqual({
    denied: ['logs:DeleteLogGroup'],
    unsure: [
      { action: 'logs:CreateLogGroup', missing: ['aws:PrincipalTag/team'] },
      { action: 'logs:PutRetentionPolicy', missing: ['aws:MultiFactorAuthPresent'] },
    ],
  });
});

it('an action is allowed when it is under one form of its resource', async () => {
  const forms = ['arn:0', 'arn:1'];
  answers.push(page([result('logs:CreateLogGroup', [{ decision: 'implicitDeny' }, { decision: 'allowed' }])]));
  expect(await simulate(iam, user, [question(['logs:CreateLogGroup'], { resources: forms })])).toEqual({
    denied: [],
    unsure: [],
  });
});

it('an action of which nothing is said is neither allowed nor denied', async () => {
  const silent = result('iam:PassRole', [{ decision: '' }]).replaceAll(
    /<Eval(Resource)?Decision>.*?<\/Eval\1Decision>/g,
    '',
  );
  answers.push(page([result('iam:GetRole', [{ decision: 'allowed' }]), silent]));
  expect(await simulate(iam, user, [question(['iam:GetRole', 'iam:PassRole', 'iam:CreateRole'])])).toEqual({
    denied: [],
    unsure: [
      { action: 'iam:PassRole', missing: [] },
      { action: 'iam:CreateRole', missing: [] },
    ],
  });
});

it('all pages of an answer are read', async () => {
  answers.push(page([result('iam:GetRole', [{ decision: 'allowed' }])], 'more'));
  answers.push(page([result('iam:CreateRole', [{ decision: 'implicitDeny' }])]));
  expect(await simulate(iam, user, [question(['iam:GetRole', 'iam:CreateRole'])])).toMatchObject({
    denied: ['iam:CreateRole'],
  });
  expect(server.asked.at(-1)?.get('Marker')).toBe('more');
});

it('is told the region, the tags and the service that the role is for', async () => {
  answers.push(page([]));
  await simulate(iam, user, [question(['iam:PassRole'], { passedTo: 'ec2.amazonaws.com' })]);
  const sent = Object.fromEntries(server.asked.at(-1) ?? []);
  const contexts = Object.entries(sent)
    .filter(([key]) => key.endsWith('ContextKeyName'))
    .map(([key, name]) => [name, sent[key.replace('ContextKeyName', 'ContextKeyValues.member.1')]]);
  expect(Object.fromEntries(contexts)).toMatchObject({
    'aws:RequestedRegion': 'eu-west-1',
    'iam:PassedToService': 'ec2.amazonaws.com',
    'aws:TagKeys': 'vpnmesh:mesh',
    'aws:RequestTag/vpnmesh:mesh': 'corp',
    'aws:ResourceTag/vpnmesh:mesh': 'corp',
  });
});

/** The services by their signing names: which protocol, which actions, what a permission is asked for. */

import type { Context } from './access/conditions.ts';
import type { ServiceName } from './access/denials.ts';
import type { Actions, JsonAction, QueryAction } from './call.ts';
import { ec2Actions } from './ec2/actions.ts';
import { iamActions, stsActions } from './iam/actions.ts';
import { logsActions, logsResource } from './logs/actions.ts';
import { quotaActions } from './quotas.ts';
import type { Region } from './store/region.ts';
import type { Params } from './wire/params.ts';

interface Common {
  readonly name: ServiceName;
}

/** EC2, IAM and STS: form fields in, XML out. */
export interface QueryService extends Common {
  readonly protocol: 'query';
  readonly namespace: string;
  readonly actions: Actions<QueryAction>;
  /** The resource ARN a permission is checked on. */
  readonly resource: (region: string, accountId: string, params: Params) => string;
  /** Values of condition keys. */
  readonly context?: (region: Region, params: Params) => Context;
}

/** Logs and Service Quotas: JSON 1.1, the action in X-Amz-Target. */
export interface JsonService extends Common {
  readonly protocol: 'json';
  readonly target: string;
  readonly actions: Actions<JsonAction>;
  readonly resource: (region: string, accountId: string, body: unknown) => string;
}

export type Service = QueryService | JsonService;

/** Calls on the rules of a group are judged by the group; of all others every resource counts. */
const onRules = /^(Authorize|Revoke)SecurityGroup(Ingress|Egress)$/;

function ec2Resource(region: string, accountId: string, params: Params): string {
  const group = onRules.test(params.text('Action') ?? '') ? params.text('GroupId') : undefined;
  const resource = group === undefined ? '*/*' : `security-group/${group}`;
  return `arn:aws:ec2:${region}:${accountId}:${resource}`;
}

function ec2Context(region: Region, params: Params): Context {
  const group = onRules.test(params.text('Action') ?? '') ? region.groups.get(params.text('GroupId') ?? '') : undefined;
  return Object.fromEntries(Object.entries(group?.tags ?? {}).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
}

function iamResource(accountId: string, params: Params): string {
  const named: readonly (readonly [string, string])[] = [
    ['InstanceProfileName', 'instance-profile'],
    ['RoleName', 'role'],
    ['UserName', 'user'],
  ];
  for (const [parameter, type] of named) {
    const name = params.text(parameter);
    if (name !== undefined) return `arn:aws:iam::${accountId}:${type}/${name}`;
  }
  return '*';
}

const services: readonly Service[] = [
  {
    name: 'ec2',
    protocol: 'query',
    namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
    actions: ec2Actions,
    resource: ec2Resource,
    context: ec2Context,
  },
  {
    name: 'iam',
    protocol: 'query',
    namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    actions: iamActions,
    resource: (_, accountId, params) => iamResource(accountId, params),
  },
  {
    name: 'sts',
    protocol: 'query',
    namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    actions: stsActions,
    resource: () => '*',
  },
  {
    name: 'logs',
    protocol: 'json',
    target: 'Logs_20140328',
    actions: logsActions,
    resource: (region, accountId, body) => logsResource(`arn:aws:logs:${region}:${accountId}`, body),
  },
  {
    name: 'servicequotas',
    protocol: 'json',
    target: 'ServiceQuotasV20190624',
    actions: quotaActions,
    resource: (region, accountId) => `arn:aws:servicequotas:${region}:${accountId}:*`,
  },
];

export const serviceNamed = (name: string): Service | undefined => services.find((one) => one.name === name);

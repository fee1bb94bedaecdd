/** The services by their signing names: which protocol, which actions, what a permission is asked for. */

import type { Asked, Question } from '#sandbox/api/access/required-permissions.ts';
import type { ServiceName } from './access/denials.ts';
import type { Actions, JsonAction, QueryAction } from './call.ts';
import { ec2Actions } from './ec2/actions.ts';
import { ec2Questions } from './ec2/permission/questions.ts';
import { iamActions, stsActions } from './iam/actions.ts';
import { iamQuestions } from './iam/questions.ts';
import { logsActions } from './logs/actions.ts';
import { logsQuestions } from './logs/questions.ts';
import { quotaActions, quotaQuestions } from './service-quotas.ts';
import type { Params } from './wire/params.ts';

interface Common {
  readonly name: ServiceName;
}

/** EC2, IAM and STS: form fields in, XML out. */
export interface QueryService extends Common {
  readonly protocol: 'query';
  readonly namespace: string;
  readonly actions: Actions<QueryAction>;
  readonly questions: (asked: Asked<Params>) => readonly Question[];
}

/** Logs and Service Quotas: JSON 1.1, the action in X-Amz-Target. */
export interface JsonService extends Common {
  readonly protocol: 'json';
  readonly target: string;
  readonly actions: Actions<JsonAction>;
  readonly questions: (asked: Asked<unknown>) => readonly Question[];
}

export type Service = QueryService | JsonService;

const services: readonly Service[] = [
  {
    name: 'ec2',
    protocol: 'query',
    namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
    actions: ec2Actions,
    questions: ec2Questions,
  },
  {
    name: 'iam',
    protocol: 'query',
    namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    actions: iamActions,
    questions: iamQuestions,
  },
  {
    name: 'sts',
    protocol: 'query',
    namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    actions: stsActions,
    questions: ({ action }) => [{ action: `sts:${action}`, resource: '*', context: {} }],
  },
  {
    name: 'logs',
    protocol: 'json',
    target: 'Logs_20140328',
    actions: logsActions,
    questions: logsQuestions,
  },
  {
    name: 'servicequotas',
    protocol: 'json',
    target: 'ServiceQuotasV20190624',
    actions: quotaActions,
    questions: quotaQuestions,
  },
];

export const serviceNamed = (name: string): Service | undefined => services.find((one) => one.name === name);

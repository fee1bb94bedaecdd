/** Answers and errors in the form each service gives them. */
import type { Json } from '#sandbox/api/call.ts';
import type { Service } from '#sandbox/api/services.ts';
import type { ApiError } from './errors.ts';
import { type XmlObject, xmlDocument } from './xml.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const xml = { 'content-type': 'text/xml;charset=UTF-8' };
const json = { 'content-type': 'application/x-amz-json-1.1' };

export function xmlAnswer(
  service: Service & { protocol: 'query' },
  action: string,
  result: XmlObject,
  requestId: string,
): Answer {
  const root = `${action}Response`;
  const headers = { ...xml, 'x-amzn-requestid': requestId };
  if (service.name === 'ec2') {
    return { status: 200, headers, body: xmlDocument(root, { requestId, ...result }, 'item', service.namespace) };
  }
  const fields = { [`${action}Result`]: result, ResponseMetadata: { RequestId: requestId } };
  return { status: 200, headers, body: xmlDocument(root, fields, 'member', service.namespace) };
}

/** @param result undefined where AWS answers with nothing at all */
export const jsonAnswer = (result: Json, requestId: string): Answer => ({
  status: 200,
  headers: { ...json, 'x-amzn-requestid': requestId },
  body: result === undefined ? '' : JSON.stringify(result),
});

export function errorAnswer(service: Service, error: ApiError, requestId: string): Answer {
  const { code, message, status } = error;
  if (service.protocol === 'json') {
    const headers = { ...json, 'x-amzn-requestid': requestId };
    return { status, headers, body: JSON.stringify({ __type: code, message }) };
  }
  const headers = { ...xml, 'x-amzn-requestid': requestId };
  if (service.name === 'ec2') {
    const fields = { Errors: { Error: { Code: code, Message: message } }, RequestID: requestId };
    return { status, headers, body: xmlDocument('Response', fields, 'item') };
  }
  const fields = {
    Error: { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message },
    RequestId: requestId,
  };
  return { status, headers, body: xmlDocument('ErrorResponse', fields, 'member', service.namespace) };
}

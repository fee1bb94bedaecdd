/** Runs the API's own actions one after the other, as the administrator would, and reads ids out of what they answer. */
import type { QueryCall } from './api/call.ts';
import { ec2Actions } from './api/ec2/actions.ts';
import { Params } from './api/wire/params.ts';
import type { Xml } from './api/wire/xml.ts';

/** Parameters as they stand in a request: `Tag.1.Key`. */
export type Fields = Readonly<Record<string, string>>;

/** Fields of a request that gives what it makes a Name. */
export const named = (type: string, name: string): Fields => ({
  'TagSpecification.1.ResourceType': type,
  'TagSpecification.1.Tag.1.Key': 'Name',
  'TagSpecification.1.Tag.1.Value': name,
});

export class Builder {
  readonly #call: Omit<QueryCall, 'params'>;

  constructor(call: Omit<QueryCall, 'params'>) {
    this.#call = call;
  }

  /** @param path elements that lead to the wanted text @throws Error when the answer has none there */
  async make(action: string, fields: Fields, ...path: readonly string[]): Promise<string> {
    const run = ec2Actions[action]?.run;
    if (run === undefined) throw new Error(`the seed uses ${action}, which the sandbox does not have`);
    const params = Params.parse(new URLSearchParams(fields).toString());
    let value: Xml = await run({ ...this.#call, params });
    for (const step of path) {
      value = typeof value === 'object' ? (Reflect.get(value, step) as Xml) : undefined;
    }
    if (path.length > 0 && typeof value !== 'string')
      throw new Error(`${action} answered nothing at ${path.join('.')}`);
    return String(value);
  }
}

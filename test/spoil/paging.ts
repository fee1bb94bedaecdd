/** Lists in pages of a few elements, as AWS may serve any list that its model gives a token; every third page is empty. */
import { replaced, valuesAt } from './answer.ts';
import type { Models, Paging } from './model.ts';
import type { Spoiler } from './proxy.ts';

interface Held {
  readonly whole: string;
  readonly from: number;
}

export interface Pages {
  readonly spoiler: Spoiler;
  /** Operations whose lists came in more than one page. */
  readonly cut: ReadonlySet<string>;
}

/** @param size elements of a page */
export function inPages(models: Models, size: number): Pages {
  const held = new Map<string, Held>();
  const cut = new Set<string>();
  let served = 0;
  const page = (operation: string, { list, answered }: Paging, { whole, from }: Held): string => {
    served += 1;
    const count = Math.max(...valuesAt(whole, list).map((inner) => elements(inner).length));
    const take = served % 3 === 0 ? 0 : size;
    const part = replaced(whole, list, (inner) => joined(inner, elements(inner).slice(from, from + take)));
    // The last page has whatever token the endpoint gave.
    if (from + take >= count) return part;
    cut.add(operation);
    const token = `page-${served}`;
    held.set(token, { whole, from: from + take });
    return withToken(part, answered, token);
  };
  return {
    cut,
    spoiler: {
      before: ({ service, action, asked }) => {
        const operation = `${service}:${action}`;
        const paging = models[operation]?.pages;
        const token = paging ? parameter(asked, paging.asked) : undefined;
        const rest = held.get(token ?? '');
        return paging && rest ? { status: 200, answer: page(operation, paging, rest) } : undefined;
      },
      after: ({ service, action, status, answer }) => {
        const operation = `${service}:${action}`;
        const paging = models[operation]?.pages;
        if (status !== 200 || !paging || valuesAt(answer, paging.list).length === 0) return undefined;
        return { answer: page(operation, paging, { whole: answer, from: 0 }) };
      },
    },
  };
}

const parameter = (asked: string, name: string): string | undefined =>
  asked.startsWith('{') ? JSON.parse(asked)[name] : (new URLSearchParams(asked).get(name) ?? undefined);

/** Elements of a list, as they stand on the wire. */
export function elements(inner: string): readonly string[] {
  if (inner.startsWith('[')) return JSON.parse(inner).map((one: unknown) => JSON.stringify(one));
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  for (const match of inner.matchAll(/<(\/?)(?:item|member)>/g)) {
    if (match[1] === '' && depth === 0) from = match.index;
    depth += match[1] === '' ? 1 : -1;
    if (depth === 0) found.push(inner.slice(from, match.index + match[0].length));
  }
  return found;
}

export const joined = (inner: string, some: readonly string[]): string =>
  inner.startsWith('[') ? `[${some.join(',')}]` : some.join('');

function withToken(text: string, path: string, token: string): string {
  if (text.startsWith('{')) return JSON.stringify({ ...JSON.parse(text), [path]: token });
  const steps = path.split('/');
  const name = steps.at(-1) ?? '';
  const bare = replaced(
    replaced(text, path, () => undefined),
    path.replace(name, 'IsTruncated'),
    () => 'true',
  );
  // IAM's members are within a result, EC2's at the top.
  const end = steps.length > 1 ? `</${steps[0]}>` : bare.slice(bare.lastIndexOf('</'));
  const at = bare.lastIndexOf(end);
  return `${bare.slice(0, at)}<${name}>${token}</${name}>${bare.slice(at)}`;
}

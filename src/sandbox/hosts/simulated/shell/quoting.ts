/** Hides what a shell does not look into (single quotes, comments, here-documents), so that the rest can be rewritten. */

export interface Masked {
  /** The script with marks in place of what is hidden. */
  readonly text: string;
  restore(text: string): string;
}

export function mask(script: string): Masked {
  const hidden: string[] = [];
  const hide = (part: string): string => {
    hidden.push(part);
    return `\u0001${hidden.length - 1}\u0002`;
  };
  let text = '';
  let double = false;
  let pending: { readonly end: string; readonly tabs: boolean } | undefined;
  for (let at = 0; at < script.length; ) {
    const rest = (length: number): string => script.slice(at, at + length);
    const letter = script[at] ?? '';
    if (letter === '\\') {
      text += rest(2);
      at += 2;
    } else if (letter === '"') {
      double = !double;
      text += letter;
      at += 1;
    } else if (letter === "'" && !double) {
      const end = script.indexOf("'", at + 1);
      const part = script.slice(at, end < 0 ? script.length : end + 1);
      text += hide(part);
      at += part.length;
    } else if (letter === '#' && !double && /(^|[\s;(])$/.test(script.slice(Math.max(0, at - 1), at))) {
      const end = script.indexOf('\n', at);
      const part = script.slice(at, end < 0 ? script.length : end);
      text += hide(part);
      at += part.length;
    } else if (letter === '\n' && pending !== undefined) {
      const { end, tabs } = pending;
      const close = new RegExp(`^${tabs ? '\\t*' : ''}${end}$`, 'm').exec(script.slice(at + 1));
      const length = close === null ? script.length - at : close.index + close[0].length + 1;
      text += `\n${hide(script.slice(at + 1, at + length))}`;
      at += length;
      pending = undefined;
    } else {
      const here = double ? null : /^<<(-?)\s*(['"]?)(\w+)\2/.exec(script.slice(at, at + 60));
      if (here !== null && script[at - 1] !== '<' && script[at + 2] !== '<') {
        pending = { end: here[3] ?? '', tabs: here[1] === '-' };
        text += hide(here[0]);
        at += here[0].length;
      } else {
        text += letter;
        at += 1;
      }
    }
  }
  return {
    text,
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the marks are chosen because no script has them
    restore: (changed) => changed.replace(/\u0001(\d+)\u0002/g, (_, index: string) => hidden[Number(index)] ?? ''),
  };
}

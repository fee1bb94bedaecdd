/** Spoilers of one member of one operation's answers. */
import { replaced } from './answer.ts';
import type { Member } from './judge.ts';
import type { Passed, Spoiler } from './proxy.ts';

/** Every answer of one operation with something else in the place of one member. */
export const spoiling = (
  { operation, path }: Pick<Member, 'operation' | 'path'>,
  by: (answer: string) => string,
): Spoiler => ({
  after: ({ service, action, status, answer }: Passed) =>
    status === 200 && `${service}:${action}` === operation && path !== '' ? { answer: by(answer) } : undefined,
});

export const valued = (member: Pick<Member, 'operation' | 'path'>, value: string): Spoiler =>
  spoiling(member, (answer) => replaced(answer, member.path, () => value));

/** Complaints that begin with none of the excuses. */
export const unexcused = (said: readonly string[], excused: readonly string[]): readonly string[] =>
  said.filter((what) => !excused.some((beginning) => what.startsWith(beginning)));

/** What would stop a build halfway, and is told before the first change. */

/** An obstacle and its hint. */
export interface Obstacle {
  readonly what: string;
  readonly next: string;
}

export interface Found {
  readonly obstacles: readonly Obstacle[];
  /** Possible obstacles: worth a note, not a reason to stop. */
  readonly notes: readonly string[];
  /** How much of each quota the plan uses. */
  readonly room?: readonly string[];
}

export const nothingFound: Found = { obstacles: [], notes: [] };

export function mergeObstacles(all: readonly Found[]): Found {
  return {
    obstacles: all.flatMap(({ obstacles }) => obstacles),
    notes: all.flatMap(({ notes }) => notes),
    room: all.flatMap(({ room = [] }) => room),
  };
}

/** A value that the wizard waits for. */
export interface Trouble {
  readonly message: string;
  /** The next thing to do. */
  readonly next?: string;
}

export type Remote<T> =
  | { readonly state: 'idle' }
  | { readonly state: 'asking' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly trouble: Trouble };

export const idle = { state: 'idle' } as const;
export const asking = { state: 'asking' } as const;
export const ready = <T>(value: T): Remote<T> => ({ state: 'ready', value });
export const failed = (trouble: Trouble): Remote<never> => ({ state: 'failed', trouble });

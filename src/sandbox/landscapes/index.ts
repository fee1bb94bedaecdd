/** The landscapes by name. */
import { accountLandscapes } from './accounts.ts';
import type { Landscape } from './landscape.ts';
import type { LandscapeName } from './names.ts';
import { networkLandscapes } from './networks.ts';
import { routingLandscapes } from './routing.ts';

export const landscapes: Readonly<Record<LandscapeName, Landscape>> = {
  ...networkLandscapes,
  ...routingLandscapes,
  ...accountLandscapes,
};

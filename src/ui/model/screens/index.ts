import type { ScreenName } from '#ui/model/bindings.ts';
import type { ScreenLogic } from '#ui/model/screen.ts';
import { access } from './access.ts';
import { audit } from './audit.ts';
import { concentrators } from './concentrators.ts';
import { home } from './home.ts';
import { plan } from './plan.ts';
import { regions } from './regions.ts';
import { run } from './run.ts';
import { proof } from './verify.ts';
import { welcome } from './welcome.ts';

/** Callers of `act` take the action from that screen's bindings. */
export const screens: Readonly<Record<ScreenName, ScreenLogic>> = {
  welcome,
  regions,
  concentrators,
  access,
  plan,
  run,
  proof,
  audit,
  home,
};

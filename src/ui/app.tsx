/** The wizard on a terminal: draws the current screen and sends keys to the reducer. */
import { useInput, usePaste } from 'ink';
import { type ComponentType, useSyncExternalStore } from 'react';
import { Proof } from '#ui/screens/verify.tsx';
import { AppearanceProvider } from '#ui/view/appearance.ts';
import type { Glyphs } from './glyphs.ts';
import type { ScreenName } from './model/bindings.ts';
import { type Keypress, typed } from './model/keypress.ts';
import type { Wizard } from './model/state.ts';
import { Audit } from './screens/audit.tsx';
import { Access, Concentrators } from './screens/forms.tsx';
import { Home } from './screens/home.tsx';
import { Plan } from './screens/plan.tsx';
import { Regions } from './screens/regions.tsx';
import { Run } from './screens/run.tsx';
import { Welcome } from './screens/welcome.tsx';
import { Frame } from './view/frame.tsx';
import { Help } from './view/help.tsx';
import { QuestionView } from './view/question.tsx';
import { keypressOf } from './view/terminal-keys.ts';
import { smallest, TooSmall } from './view/too-small.tsx';

const screens: Readonly<Record<ScreenName, ComponentType<{ readonly state: Wizard }>>> = {
  welcome: Welcome,
  regions: Regions,
  concentrators: Concentrators,
  access: Access,
  plan: Plan,
  run: Run,
  proof: Proof,
  audit: Audit,
  home: Home,
};

/** The state lives outside React, so that it also changes while nothing is drawn. */
export interface Store {
  getState(): Wizard;
  subscribe(listener: () => void): () => void;
  key(key: Keypress): void;
}

export interface AppProps {
  readonly store: Store;
  readonly glyphs: Glyphs;
  readonly linear: boolean;
  readonly coloured: boolean;
}

export function App({ store, glyphs, linear, coloured }: AppProps) {
  const state = useSyncExternalStore(store.subscribe, store.getState);
  const small = !linear && (state.columns < smallest.columns || state.rows < smallest.rows);
  // Without a visible screen no key answers anything; quitting always works.
  const press = (key: Keypress): void => {
    if (!small || key.name === 'interrupt') store.key(key);
  };
  useInput((input, key) => {
    for (const each of keypressOf(input, key)) press(each);
  });
  usePaste((text) => press(typed(text.trim())));
  return (
    <AppearanceProvider value={{ glyphs, linear, coloured, columns: state.columns }}>
      {small ? <TooSmall state={state} /> : <Screen state={state} />}
    </AppearanceProvider>
  );
}

function Screen({ state }: { readonly state: Wizard }) {
  const { screen, help, asked } = state;
  const Body = screens[screen];
  return (
    <Frame state={state}>
      {help ? (
        <Help state={state} />
      ) : asked === undefined ? (
        <Body state={state} />
      ) : (
        <QuestionView state={state} question={asked.question} />
      )}
    </Frame>
  );
}

/** A state of the wizard as it stands on the terminal. */
import { render } from 'ink-testing-library';
import { App } from '#ui/app.tsx';
import { glyphsFor } from '#ui/glyphs.ts';
import type { Wizard } from '#ui/model/state.ts';

/** Its lines. @param unicode signs and colours, or ASCII without any @param linear as for a screen reader */
export function drawn(state: Wizard, { unicode = true, linear = false } = {}): readonly string[] {
  const store = { getState: () => state, subscribe: () => () => undefined, key: () => undefined };
  const app = render(<App store={store} glyphs={glyphsFor(unicode)} linear={linear} coloured={unicode} />);
  const lines = (app.lastFrame() ?? '').split('\n');
  app.unmount();
  return lines;
}

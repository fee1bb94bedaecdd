/** The screen of a run with a hundred concentrators, at ten events a second: for a terminal to look at. */
import { render } from 'ink';
import type { RunEvent } from '#mesh/events.ts';
import { App } from '#ui/app.tsx';
import { glyphsFor } from '#ui/glyphs.ts';
import { createStore } from '#ui/model/store.ts';
import { atRun, plannedOf, start } from '../support/wizard-states.ts';

const names = Array.from({ length: 100 }, (_, index) => `member-${String(index + 1).padStart(3, '0')}`);
const planned = plannedOf(names);
const now = Date.now();
const store = createStore({ ...atRun({ ...start(), now }, planned), now }, () => app.unmount());
const app = render(
  <App
    store={{ ...store, key: (key) => store.dispatch({ type: 'key', key }) }}
    glyphs={glyphsFor(true)}
    linear={false}
    coloured
  />,
  { exitOnCtrlC: false, incrementalRendering: true, maxFps: 20, alternateScreen: true },
);
const { steps } = planned.plan;
let turn = 0;
const seconds = Number(process.argv[2]);
const timer = setInterval(() => {
  const step = steps[turn % 30];
  if (step === undefined) return;
  const event: RunEvent =
    turn % 60 < 30
      ? { type: 'step-started', step }
      : { type: 'step-progress', step, text: `package ${turn} of some hundred is unpacked` };
  store.dispatch({ type: 'event', event, at: Date.now() });
  if (turn % 10 === 0) store.dispatch({ type: 'tick', now: Date.now() });
  turn += 1;
  if (turn >= seconds * 10) {
    clearInterval(timer);
    setTimeout(() => app.unmount(), 500);
  }
}, 100);

/**
 * The log of a wizard run: one line per event. A convenience: the wizard works without it. A full disk is reported,
 * because then nothing else can be saved either.
 */

import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { stateFolder } from '#cli/state-folder.ts';
import { sshLines } from '#cli/text/ssh.ts';
import type { RunEvent } from '#mesh/events.ts';
import { counted } from '#mesh/plural.ts';

export interface RunLog {
  readonly path: string;
  line(text: string): void;
  event(event: RunEvent): void;
}

const full = new Set(['ENOSPC', 'EDQUOT', 'EIO']);

/** @param lost called if the disk is full and the log ends */
export function openRunLog(now: Date, lost: (error: Error) => void): RunLog {
  const folder = join(stateFolder(), 'logs');
  const path = join(folder, `wizard-${now.toISOString().slice(0, 10)}.log`);
  const line = (text: string): void => {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      appendFileSync(path, `${new Date().toISOString()} ${text}\n`, { mode: 0o600 });
    } catch (error) {
      if (error instanceof Error && 'code' in error && full.has(String(error.code))) lost(error);
    }
  };
  return { path, line, event: (event) => line(eventText(event)) };
}

function eventText(event: RunEvent): string {
  switch (event.type) {
    case 'phase':
    case 'note':
      return `${event.type} ${event.text}`;
    case 'ssh':
      return sshLines(event, new Date()).join('; ');
    case 'look-started':
      return `look ${event.what} ${event.name}`;
    case 'look-finished':
      return `look ${event.what} ${event.name}: ${event.text}`;
    case 'plan':
      return `plan of ${counted(event.plan.steps.length, 'step')} (${event.purpose})`;
    case 'step-started':
      return `start ${event.step.id}`;
    case 'step-progress':
      return `${event.step.id}: ${event.text}`;
    case 'step-finished': {
      const { step, outcome, durationMs, detail, error } = event.report;
      return `${outcome} ${step.id} ${durationMs} ms ${error?.message ?? detail ?? ''}`;
    }
  }
}

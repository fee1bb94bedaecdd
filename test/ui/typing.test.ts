/** What is typed into a field can be taken back, cleared and gone through as a shell has it. */
import type { Key } from 'ink';
import { describe, expect, it } from 'vitest';
import { offers } from '#ui/model/available-actions.ts';
import type { Wizard } from '#ui/model/state.ts';
import { edit, fieldOf } from '#ui/model/text-field.ts';
import { keypressOf } from '#ui/view/terminal-keys.ts';
import { atAccess, atConcentrators, keysOf, play } from '../support/wizard-states.ts';

const control = (letter: string) => keypressOf(letter, { ctrl: true } as Key);
const after = (state: Wizard, ...keys: Parameters<typeof play>[1][]): Wizard => play(state, ...keys).state;
const escLabel = (state: Wizard): string | undefined =>
  offers(state).find(({ binding }) => binding.action === 'back')?.binding.label;

describe('Esc in a form', () => {
  it('brings back what stood in the field, and only then leaves', () => {
    const form = atConcentrators();
    const { mesh } = form.draft;
    const typed = after(form, keysOf('abc', 'left', 'backspace'));
    expect(typed.draft.mesh).toBe(`${mesh}ac`);
    expect(escLabel(typed)).toBe('restore');
    const back = after(typed, keysOf('escape'));
    expect([back.screen, back.draft.mesh, escLabel(back)]).toEqual(['concentrators', mesh, 'back']);
    expect(after(back, keysOf('escape')).screen).toBe('regions');
  });

  it('leaves at once where nothing was typed, or the field was left', () => {
    expect(after(atConcentrators(), keysOf('left', 'escape')).screen).toBe('regions');
    const chosen = after(atConcentrators(), keysOf('x', 'down', 'escape'));
    expect([chosen.screen, chosen.draft.mesh]).toEqual(['regions', `${atConcentrators().draft.mesh}x`]);
  });

  it('brings back a field of the other form too, also after it was cleared', () => {
    const form = atAccess();
    const typed = after(form, control('u'), keysOf('192.0.2.1/32'));
    expect(typed.draft.sshFrom).toBe('192.0.2.1/32');
    expect(after(typed, keysOf('escape'))).toMatchObject({ screen: 'access', draft: form.draft });
  });
});

describe('a field', () => {
  const field = { ...fieldOf('ssh  from here '), cursor: 10 };
  it.each([
    ['u', { text: '', cursor: 0 }],
    ['w', { text: 'ssh  here ', cursor: 5 }],
    ['a', { ...field, cursor: 0 }],
    ['e', { ...field, cursor: 15 }],
  ])('knows Ctrl-%s', (letter, becomes) => {
    const [key] = control(letter);
    expect(key && edit(field, key)).toEqual(becomes);
  });

  it('that is empty stays so', () => {
    for (const letter of ['u', 'w'])
      for (const key of control(letter)) expect(edit(fieldOf(''), key)).toEqual(fieldOf(''));
  });

  it('is no field on a list: there the keys do nothing', () => {
    const list = after(atConcentrators(), keysOf('escape'));
    for (const letter of ['u', 'w']) expect(play(list, control(letter))).toEqual({ state: list, effects: [] });
  });
});

/** The current keys, from the table of bindings. */
import { Box, Text } from 'ink';
import type { Glyphs } from '#ui/glyphs.ts';
import { isTyping, type Offer, offers } from '#ui/model/available-actions.ts';
import { footerLines } from '#ui/model/available-lines.ts';
import type { Binding } from '#ui/model/bindings.ts';
import type { Wizard } from '#ui/model/state.ts';
import { tones } from '#ui/theme.ts';
import { useAppearance } from './appearance.ts';

export function keyLabel(key: string, glyphs: Glyphs): string {
  const named: Readonly<Record<string, string>> = {
    up: glyphs.arrowUp,
    down: glyphs.arrowDown,
    left: glyphs.arrowLeft,
    right: glyphs.arrowRight,
    enter: 'Enter',
    escape: 'Esc',
    tab: 'Tab',
    space: glyphs.space,
    pageUp: 'PgUp',
    pageDown: 'PgDn',
    home: 'Home',
    end: 'End',
    interrupt: 'Ctrl-C',
  };
  return named[key] ?? key;
}

/** Letters are text while a field is edited. */
function isKey({ keys }: Binding, typing: boolean): boolean {
  return !typing || (keys[0] ?? '').length > 1;
}

function shownOffers(state: Wizard): readonly Offer[] {
  if (state.entry !== undefined) {
    const entry = (action: 'accept' | 'back', key: string, label: string): Offer => ({
      binding: { action, keys: [key], label, does: label },
      disabled: undefined,
    });
    return [
      entry('accept', 'enter', 'ok'),
      entry('back', 'escape', state.entry.for === 'filter' ? 'show all' : 'cancel'),
    ];
  }
  const typing = isTyping(state) && state.asked === undefined;
  return offers(state).filter(({ binding }) => binding.quiet !== true && isKey(binding, typing));
}

export function Footer({ state }: { readonly state: Wizard }) {
  const { glyphs } = useAppearance();
  return (
    <Box flexWrap="wrap" columnGap={2} height={footerLines(state)} flexShrink={0} overflow="hidden">
      {shownOffers(state).map(({ binding, disabled }) => (
        <Text key={`${binding.action} ${binding.keys[0]}`} {...(disabled === undefined ? {} : tones.quiet)}>
          {disabled === undefined ? '' : '('}
          <Text bold={disabled === undefined}>{keyLabel(binding.keys[0] ?? '', glyphs)}</Text> {binding.label}
          {disabled === undefined ? '' : ')'}
        </Text>
      ))}
    </Box>
  );
}

/** What a screen is for, and every key of the moment. */
import { Box, Text } from 'ink';
import type { Binding } from '#ui/model/bindings.ts';
import { isTyping, offers } from '#ui/model/offers.ts';
import { screenHelp } from '#ui/model/screen-help.ts';
import type { Wizard } from '#ui/model/state.ts';
import { tones } from '#ui/theme.ts';
import { keyLabel } from './footer.tsx';
import { useLook } from './look.ts';
import { Line } from './words.tsx';

export function Help({ state }: { readonly state: Wizard }) {
  const { glyphs } = useLook();
  const typing = isTyping(state);
  const keys = (binding: Binding): string => binding.keys.map((key) => keyLabel(key, glyphs)).join(' ');
  const all = offers(state).filter(({ binding }) => !typing || binding.keys.some((key) => key.length > 1));
  const moves = all.filter(({ binding }) => binding.quiet === true && binding.action !== 'stop');
  const rest = all.filter((offer) => !moves.includes(offer));
  return (
    <Box flexDirection="column">
      <Text>{screenHelp[state.screen]}</Text>
      <Text> </Text>
      {moves.length === 0 ? null : <Line>{`${moves.map(({ binding }) => keys(binding)).join(' ')}  move`}</Line>}
      {rest.map(({ binding, disabled }) => (
        <Line key={`${binding.action} ${binding.keys[0]}`}>
          <Text {...tones.strong}>{keys(binding).padEnd(10)}</Text>
          {disabled === undefined ? binding.does : `${binding.does} (not now: ${disabled})`}
        </Line>
      ))}
    </Box>
  );
}

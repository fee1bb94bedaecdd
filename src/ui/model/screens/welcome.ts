import { type ScreenLogic, stay } from '#ui/model/screen.ts';
import { toHome } from './navigation.ts';

export const welcome: ScreenLogic<'welcome'> = {
  rows: () => ['aws', 'sandbox'],
  disabled(state, action) {
    if (state.entering) return 'looking for the mesh';
    if (action !== 'next' || state.cursors.welcome === 'sandbox') return undefined;
    if (state.account.state === 'asking') return 'checking credentials';
    return state.account.state === 'failed' ? 'no valid credentials: fix that and press r' : undefined;
  },
  act(state, action) {
    switch (action) {
      case 'again':
        return stay({ ...state, entered: undefined, account: { state: 'asking' } }, { type: 'identify' });
      case 'next': {
        const place = state.cursors.welcome === 'sandbox' ? 'sandbox' : 'aws';
        if (state.entered !== place) {
          return stay({ ...state, place, entered: undefined, entering: true }, { type: 'enter', place });
        }
        if (state.living !== undefined) return toHome({ ...state, place });
        return stay({ ...state, place, screen: 'regions' });
      }
    }
  },
};

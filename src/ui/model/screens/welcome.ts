import { type ScreenLogic, stay } from '#ui/model/screen.ts';

export const welcome: ScreenLogic = {
  rows: () => ['aws', 'sandbox'],
  disabled(state, action) {
    if (state.entering) return 'the mesh is being looked for';
    if (action !== 'next' || state.cursors.welcome === 'sandbox') return undefined;
    if (state.account.state === 'asking') return 'AWS is being asked who you are';
    return state.account.state === 'failed' ? 'there are no valid credentials: mend that and press r' : undefined;
  },
  act(state, action) {
    if (action === 'again')
      return stay({ ...state, entered: undefined, account: { state: 'asking' } }, { type: 'identify' });
    const place = state.cursors.welcome === 'sandbox' ? 'sandbox' : 'aws';
    if (state.entered === place)
      return stay({ ...state, place, screen: state.living === undefined ? 'regions' : 'home' });
    return stay({ ...state, place, entered: undefined, entering: true }, { type: 'enter', place });
  },
};

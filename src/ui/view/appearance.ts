/** How things are shown on this terminal; the same for all components. */
import { createContext, useContext } from 'react';
import { type Glyphs, glyphsFor } from '#ui/glyphs.ts';

export interface Appearance {
  readonly glyphs: Glyphs;
  /** For a screen reader: one thing after the other, numbered, nothing drawn. */
  readonly linear: boolean;
  /** False where nothing can be shown inverse: the cursor is a glyph then. */
  readonly coloured: boolean;
}

const AppearanceContext = createContext<Appearance>({ glyphs: glyphsFor(true), linear: false, coloured: true });

export const AppearanceProvider = AppearanceContext.Provider;
export const useAppearance = (): Appearance => useContext(AppearanceContext);

/** How this terminal shows things; the same for all components. */
import { createContext, useContext } from 'react';
import { type Glyphs, glyphsFor } from '#ui/glyphs.ts';

export interface Appearance {
  readonly glyphs: Glyphs;
  /** For a screen reader: linear, numbered, without drawings. */
  readonly linear: boolean;
  readonly columns: number;
  /** False if the terminal has no inverse video: the cursor is then a glyph. */
  readonly coloured: boolean;
}

const AppearanceContext = createContext<Appearance>({
  glyphs: glyphsFor(true),
  linear: false,
  columns: 80,
  coloured: true,
});

export const AppearanceProvider = AppearanceContext.Provider;
export const useAppearance = (): Appearance => useContext(AppearanceContext);

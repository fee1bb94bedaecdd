/** The other half of the breakages that fix puts right. */
import { describe } from 'vitest';
import { fixSuite, meshForFile } from './suite.ts';

const meshOf = meshForFile();

describe('fix on a mesh of two regions', () => {
  fixSuite(meshOf, 1);
});

import { crashSuite } from './suite.ts';

crashSuite({ index: 1, of: 2 });

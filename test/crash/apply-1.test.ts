import { crashSuite } from './suite.ts';

crashSuite({ index: 0, of: 2 });

import { mode } from './mode.js';

mode.resident = true;

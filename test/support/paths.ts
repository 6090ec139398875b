import { resolve } from 'node:path';

/** The root of the checkout; compiled tests live in build/test, three levels below it. */
export const root = resolve(__dirname, '../../..');
/** The program under test: always the built one. */
export const program = resolve(root, 'bin/tor-smtp');
export const contrib = resolve(root, 'contrib');

import { dirname, resolve } from 'node:path';

/** The root of the checkout; compiled tests live in build/test, three levels below it. */
export const root = resolve(__dirname, '../../..');
/** The program under test: the built one, if PROGRAM_UNDER_TEST names no other. */
export const program = resolve(root, process.env.PROGRAM_UNDER_TEST ?? 'bin/tor-smtp');
export const contrib = resolve(root, 'contrib');
/** The Node that the program under test runs on, a file called `node`: that of the tests, if NODE_UNDER_TEST names no other. */
export const node = resolve(process.env.NODE_UNDER_TEST ?? process.execPath);
/** The PATH on which the program finds it. */
export const path = `${dirname(node)}:/usr/local/bin:/usr/bin:/bin`;

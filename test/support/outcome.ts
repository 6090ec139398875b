import { afterEach, type TestContext } from 'node:test';

let failed = false;
afterEach((context) => {
  failed ||= (context as TestContext & { readonly passed?: boolean }).passed === false;
});

/** Whether a test of this file has failed so far. */
export function hasFailed(): boolean {
  return failed;
}

import assert from 'node:assert/strict';
import { parseArguments } from '../../../src/audit/options/usage.js';

/** A run of the audit as these arguments ask for it. */
export function audit(...args: string[]) {
  const request = parseArguments(args);
  assert.equal(request.kind, 'audit', 'text' in request ? request.text : '');
  if (request.kind !== 'audit') throw new Error('unreached');
  return request.audit;
}

/** What is said of arguments that are wrong. */
export function usage(...args: string[]): string {
  const request = parseArguments(args);
  assert.equal(request.kind, 'usage', JSON.stringify(request));
  return 'text' in request ? request.text : '';
}

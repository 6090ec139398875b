import type { Copy, Line, Record, Taken } from '../../chaos/judge/record.js';

/** One message for B that arrived: taken at second 2, and the sender had the reply at second 3. */
export const copy: Copy = { id: 'm1', server: 'B', intact: true, as: 'b-1' };
export const taken: Taken = { id: 'm1', server: 'B', as: 'b-1', at: 2000 };
export const line: Line = { id: 'm1', at: 3000, text: '=> m1@x.onion C="250 OK id=b-1"' };
export const once: Record = {
  sent: [{ id: 'm1', server: 'B' }],
  copies: [copy],
  taken: [taken],
  lines: [line],
  strikes: [],
  queued: [],
  bounces: 0,
  faults: [],
};

/** The same, and a copy taken as `b-0` at `at`. */
export const twice = (at: number, more: Partial<Record> = {}): Record => ({
  ...once,
  copies: [...once.copies, { ...copy, as: 'b-0' }],
  taken: [...once.taken, { ...taken, as: 'b-0', at }],
  ...more,
});

/** Attempts that failed, before and after the data. */
export const refused = (at: number) => ({
  id: 'm1',
  at,
  text: 'H=x: Remote host closed connection in response to HELO x y',
});
export const lost = (at: number) => ({
  id: 'm1',
  at,
  text: 'H=x: Remote host closed connection in response to end of data',
});

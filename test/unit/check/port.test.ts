import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { staying } from '../../../src/check/service/port.js';

describe('who holds a port and is not known', () => {
  const child = { pid: 7, name: '(other)', command: '(other)' };
  const program = { pid: 8, name: 'ncat', command: 'ncat -lk 12668' };
  const isStrange = ({ command }: { command: string }) => !command.includes('tor-smtp');

  it("is nobody, if it is a child of systemd's that has closed the port since", async () => {
    assert.equal(await staying([child], () => [], isStrange), undefined);
  });

  it('or has become tor-smtp since', async () => {
    const later = { pid: 7, name: 'node', command: 'node /usr/bin/tor-smtp' };
    assert.equal(await staying([child], () => [later], isStrange), undefined);
  });

  it('or is another child, which has come since', async () => {
    assert.equal(await staying([child], () => [{ ...child, pid: 9 }], isStrange), undefined);
  });

  it('is a program that stays', async () => {
    assert.equal(await staying([child, program], () => [program], isStrange), program);
  });
});

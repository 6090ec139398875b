import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../../support/paths.js';
import { run } from '../../support/programs/command.js';
import type { TorWorld } from './world.js';

/** The way to an onion, as tor-smtp-check and the control port of the real Tor show it. */
export function checkOfTor(world: () => TorWorld): void {
  describe('tor-smtp-check', () => {
    async function check(name: string, ...args: string[]) {
      const { network } = world();
      const control = `unix:${join(world().folder, 'network', 'client', 'control')}`;
      const { code, output } = await run(resolve(root, 'bin/tor-smtp-check'), [
        ...[network.onions[name] ?? '', '--socks', `unix:${network.client.unix}`, '--control', control],
        ...['--helo', `${name}.check.example`, '--json', ...args],
      ]);
      const { findings, stages } = JSON.parse(output);
      const texts = stages.map((stage: { name: string; text: string }) => `${stage.name} ${stage.text}`);
      return { code, id: findings[0].id, texts: texts.join('\n') };
    }

    it('shows introduction and rendezvous, then the server', async () => {
      const { code, id, texts } = await check('open');
      assert.deepEqual([code, id], [0, 'onion'], texts);
      assert.match(texts, /^tor introduction: /m);
      assert.match(texts, /^tor rendezvous: the onion service is there$/m);
      assert.match(texts, /rendezvous.*^tor Tor is connected.*^greeting .*^ehlo the server takes EHLO/ms);
    });

    it('tells an onion behind which nothing listens from a sick Tor', async () => {
      const { code, id, texts } = await check('dead', '--other', world().network.onions.open ?? '');
      assert.deepEqual([code, id], [1, 'onion-dead'], texts);
    });

    it('tells an onion that wants a key', async () => {
      const { code, id, texts } = await check('locked');
      assert.deepEqual([code, id], [1, 'onion-dead'], texts);
      assert.match(texts, /client authorization/);
    });
  });
}

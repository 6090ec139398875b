import type { Host } from '../machine/host.js';
import { residents } from '../machine/vacate.js';
import type { Text } from '../texts/change.js';
import { unified } from '../texts/unified.js';
import { type Hands, type Owned, ownedOf, readText } from './hands.js';
import { commandOf, shown } from './orders.js';
import { reloadingOnce } from './reload.js';

/** Hands that only show what they would do, and remember it for the steps that follow. */
export function dryHands(host: Host, say: (line: string) => void): Hands {
  const texts = new Map<string, Text>();
  const made = new Map<string, Owned>();
  const read = (path: string) => (texts.has(path) ? texts.get(path) : readText(host, path));
  return reloadingOnce<Omit<Hands, 'finish'>>({
    dry: true,
    read,
    owned: (path) =>
      made.get(path) ?? (texts.has(path) && texts.get(path) === undefined ? undefined : ownedOf(host, path)),
    async write(path, text, owned, secret = false) {
      const diff = secret ? `    a new file ${path}, which is not shown` : unified(path, read(path), text);
      texts.set(path, text);
      made.set(path, owned);
      say(diff);
    },
    async move(path, to) {
      say(`    moves ${path} to ${to}`);
      texts.set(path, undefined);
      made.delete(path);
    },
    async remove(path) {
      say(`    removes ${path}`);
      texts.set(path, undefined);
      made.delete(path);
    },
    async makeFolder(path, owned) {
      say(`    makes ${path}/`);
      made.set(path, owned);
    },
    async removeFolder(path) {
      say(`    removes ${path}/`);
    },
    async order(order) {
      if ('keep' in order || 'own' in order) return;
      if ('freeze' in order) say('    freezes messages to onions that are in the queue');
      else if ('freezeDomainsOf' in order)
        say(`    freezes messages to the domains of ${order.freezeDomainsOf} that are in the queue`);
      else if ('vacate' in order) {
        if (residents(order.vacate).length > 0) say(`    ends the resident process at port ${order.vacate}`);
      } else if ('tidy' in order) say(`    removes what is left of ${order.tidy.join(', ')}`);
      else {
        const command = await commandOf(host, order);
        if (command) say(`    $ ${shown(command)}`);
      }
    },
  });
}

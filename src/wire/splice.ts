import { type Cancellation, Canceller } from './cancellation.js';
import type { Peer } from './peer.js';
import { lengthen } from './tail.js';

/** How a spliced connection came to its end. */
export type SpliceOutcome = 'server-closed' | 'server-reset' | 'client-reset' | 'idle' | 'cut';

/** Time limits, milliseconds. */
export interface Limits {
  /** How long both may be silent. */
  readonly idle: number;
  /** How long the server may be silent once the client has sent its FIN, and before that these last words. */
  readonly afterFin: (tail: string) => number;
}

/** Octets written at a time: on a slow circuit, each piece that is taken is a sign of life. */
const PIECE = 512 * 1024;

/** Moves bytes both ways, unchanged, until the server closes, a peer is lost, both are silent, or `cut` happens. */
export async function splice(
  client: Peer,
  server: Peer,
  limits: Limits,
  cut: Cancellation<'cut'>,
): Promise<SpliceOutcome> {
  client.bulk = true;
  server.bulk = true;
  const over = new Canceller<SpliceOutcome>();
  const finish = (outcome: SpliceOutcome) => over.cancel(outcome);
  let silence = setTimeout(finish, limits.idle, 'idle');
  client.gone.listen(() => finish('client-reset'));
  cut.listen(finish);

  let tail = '';
  async function pump(from: Peer, to: Peer): Promise<'fin' | 'reset' | 'cancelled'> {
    for (;;) {
      const bytes = await from.read(over);
      if (!Buffer.isBuffer(bytes)) return bytes;
      if (from === client) tail = lengthen(tail, bytes);
      for (let at = 0; at < bytes.length; at += PIECE) {
        silence.refresh();
        const taken = await to.write(bytes.subarray(at, at + PIECE), over);
        if (!taken) return over.reason ? 'cancelled' : 'reset';
      }
      silence.refresh();
    }
  }

  let fault: unknown;
  const failed = (error: unknown): 'cancelled' => {
    fault = error;
    finish('cut');
    return 'cancelled';
  };

  // The client's FIN never reaches Tor. Exim sends it right behind its last QUIT, and Tor, which has no half-close, would
  // end the stream at once: the server's last replies would be lost, among them the one that says the message was taken.
  // So nothing is done to the server here; it goes on being read until it closes.
  void pump(client, server)
    .catch(failed)
    .then((ending) => {
      if (ending !== 'fin' || over.reason) return;
      clearTimeout(silence);
      silence = setTimeout(finish, limits.afterFin(tail), 'idle');
    });

  const ending = await pump(server, client).catch(failed);
  if (ending === 'fin') finish('server-closed');
  if (ending === 'reset') finish(client.gone.reason ? 'client-reset' : 'server-reset');
  const outcome = over.reason as SpliceOutcome;

  clearTimeout(silence);
  server.destroy();
  if (outcome === 'server-closed' || outcome === 'server-reset') await client.close();
  else client.destroy();
  if (fault !== undefined) throw fault;
  return outcome;
}

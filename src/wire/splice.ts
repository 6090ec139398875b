import type { End } from './peer.js';

/** How a spliced connection came to its end. */
export type SpliceOutcome = 'server-closed' | 'server-reset' | 'client-reset' | 'idle' | 'cut';

export interface Patience {
  /** How long nobody may say anything, milliseconds. */
  readonly idle: number;
  /** How long the server may be silent after the client has said all it had to say, milliseconds. */
  readonly final: number;
}

/** Octets written at a time: on a slow circuit each of them is a sign of life. */
const PIECE = 512 * 1024;

/** Moves bytes both ways, unchanged, until the server closes, an end is lost, nobody speaks, or `cut` is aborted. */
export async function splice(
  client: End,
  server: End,
  patience: Patience,
  cut: AbortSignal,
): Promise<SpliceOutcome> {
  client.bulk = true;
  server.bulk = true;
  const over = new AbortController();
  const finish = (outcome: SpliceOutcome) => over.abort(outcome);
  let silence = setTimeout(finish, patience.idle, 'idle');
  client.gone.addEventListener('abort', () => finish('client-reset'));
  cut.addEventListener('abort', () => finish('cut'));
  if (client.gone.aborted) finish('client-reset');
  if (cut.aborted) finish('cut');

  async function pump(from: End, to: End): Promise<'end' | 'reset' | 'aborted'> {
    for (;;) {
      const bytes = await from.read(over.signal);
      if (!Buffer.isBuffer(bytes)) return bytes;
      for (let at = 0; at < bytes.length; at += PIECE) {
        silence.refresh();
        const sent = await to.write(bytes.subarray(at, at + PIECE), over.signal);
        if (!sent) return over.signal.aborted ? 'aborted' : 'reset';
      }
      silence.refresh();
    }
  }

  let fault: unknown;
  const failed = (error: unknown): 'aborted' => {
    fault = error;
    finish('cut');
    return 'aborted';
  };
  // Tor has no half-close: passed on, the client's FIN would cost it the server's last replies, that to its message
  // among them. So the server is not told, and heard out.
  const heardOut = (how: string) => {
    if (how !== 'end' || over.signal.aborted) return;
    clearTimeout(silence);
    silence = setTimeout(finish, patience.final, 'idle');
  };
  void pump(client, server).catch(failed).then(heardOut);
  const how = await pump(server, client).catch(failed);
  if (how === 'end') finish('server-closed');
  if (how === 'reset') finish(client.gone.aborted ? 'client-reset' : 'server-reset');
  const outcome: SpliceOutcome = over.signal.reason;

  clearTimeout(silence);
  server.destroy();
  if (outcome === 'server-closed' || outcome === 'server-reset') await client.finish();
  else client.destroy();
  if (fault !== undefined) throw fault;
  return outcome;
}

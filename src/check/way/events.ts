import { openTorControl } from '../../machine/tor-control.js';
import type { SocksAddress } from '../../options.js';
import type { Tell } from './stage.js';

/** What Tor tells of its way to an onion at its control port; the function returned ends it. Nothing where it cannot be asked. */
export async function followTor(place: SocksAddress, host: string, tell: Tell): Promise<() => void> {
  const control = await openTorControl(place);
  if (typeof control === 'string') return () => {};
  const address =
    host
      .replace(/\.onion$/, '')
      .split('.')
      .at(-1) ?? '';
  const said = new Set<string>();
  control.listen((event) => {
    const text = eventText(event, address);
    if (text === undefined || said.has(text)) return;
    said.add(text);
    tell('tor', text);
  });
  await control.ask('SETEVENTS HS_DESC CIRC CIRC_MINOR');
  return () => control.close();
}

/** States of a client's circuits for onion services (control-spec, CIRC). */
const STATES: Readonly<Record<string, string>> = {
  HSCI_CONNECTING: 'introduction: on the way to the introduction point',
  HSCI_INTRO_SENT: 'introduction: sent',
  HSCI_DONE: 'introduction: the introduction point has passed it on',
  HSCR_CONNECTING: 'rendezvous: on the way to the rendezvous point',
  HSCR_ESTABLISHED_IDLE: 'rendezvous: the point waits',
  HSCR_ESTABLISHED_WAITING: 'rendezvous: waits for the onion service',
  HSCR_JOINED: 'rendezvous: the onion service is there',
};

/** An event in words, if it is about this onion. */
export function eventText(event: string, address: string): string | undefined {
  if (address === '' || !event.includes(address)) return undefined;
  const [, action, reason] = event.match(/^HS_DESC (\w+)(?:.* REASON=(\w+))?/) ?? [];
  switch (action) {
    case 'REQUESTED':
      return 'descriptor: asked for';
    case 'RECEIVED':
      return 'descriptor: received';
    case 'FAILED':
      return `descriptor: a directory does not give it (${reason ?? 'no reason'})`;
  }
  return STATES[event.match(/^CIRC\w* .* HS_STATE=(\w+)/)?.[1] ?? ''];
}

import { unitsOf } from './model.js';
import { Late, type Party } from './party.js';
import { clientLeaves, type Session, serverLeaves, violation } from './state.js';

/** Octets on their way. */
interface Flow {
  readonly name: 'client' | 'server';
  readonly to: Party;
  due: string;
}

/** What comes behind the hello: octets arrive as they were sent, in both directions, until somebody ends it. */
export async function splice(session: Session): Promise<void> {
  const { plan, record, client, tor, sent, said, used } = session;
  if (!tor) return;
  if (tor.left) return onlyHeard(session);
  const up: Flow = { name: 'server', to: tor, due: sent.slice(unitsOf(sent)[session.replies - 1]?.end) };
  const down: Flow = { name: 'client', to: client, due: said.slice(used) };
  const send = (from: 'client' | 'server', text: string) => {
    record.said(from, '>', text);
    (from === 'client' ? client : tor).socket.write(text, 'latin1');
    (from === 'client' ? up : down).due += text;
  };
  const arrive = () => arrived(session, [up, down]);

  if (plan.inTurn) await arrive();
  for (const { from, text } of plan.exchanges) {
    if (from === 'client' && session.hasLeft) continue;
    send(from, text);
    if (plan.inTurn) await arrive();
  }
  await arrive();
  if (plan.silence === 'hung' || plan.ending === 'client FIN') clientLeaves(session, 'FIN');
  if (plan.silence === 'hung' || plan.silence === 'idle') return;
  if (plan.ending === 'client FIN') {
    send('server', '250 last words\r\n');
    await arrive();
  }
  if (plan.ending === 'client RST' && !session.hasLeft) clientLeaves(session, 'RST');
  else serverLeaves(session, plan.ending === 'server RST' ? 'RST' : 'FIN');
}

/** Of a server that left before its hello was accepted, the client hears what it has said ahead; a reset may cut that off. */
async function onlyHeard(session: Session): Promise<void> {
  const { client, bell, ahead, record } = session;
  await bell.until(() => client.end).catch(() => {});
  const { heard } = client;
  if (!ahead.startsWith(heard)) {
    record.said('client', '<', ahead);
    violation(session, `the client got ${JSON.stringify(heard.slice(0, 500))}, not the octets sent`);
  }
  record.said('client', '<', heard);
  client.heard = '';
}

async function arrived(session: Session, flows: readonly Flow[]): Promise<void> {
  const wrong = () => flows.find(({ to, due }) => !due.startsWith(to.heard) || (to.end && to.heard !== due));
  await session.bell
    .until(() => wrong() !== undefined || flows.every(({ to, due }) => to.heard === due))
    .catch((error) => {
      if (!(error instanceof Late)) throw error;
    });
  const unlike = wrong() ?? flows.find(({ to, due }) => to.heard !== due);
  for (const flow of unlike ? [unlike] : flows) {
    session.record.said(flow.name, '<', flow.due);
    if (unlike) {
      if (flow.due === '') session.record.line(`${flow.name} < [closed]`);
      const { heard, end } = flow.to;
      violation(
        session,
        `the ${flow.name} got ${JSON.stringify(heard.slice(0, 500))}, ${end ?? 'no end'}, not the octets sent`,
      );
    }
    flow.to.heard = '';
    flow.due = '';
  }
}

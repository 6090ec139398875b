import { spawnSync } from 'node:child_process';
import { temporaryFolder } from '../support/folder.js';
import { program } from '../support/paths.js';
import { start } from '../support/programs/command.js';
import { onionAddress } from '../support/stand-ins/onion-address.js';
import { startServer } from './server.js';
import { privateTor, standIn } from './tor.js';

/** The main job, on screen: one message through the built program to an onion service; with --tor through a real Tor. */
async function demonstrate(withTor: boolean): Promise<boolean> {
  const folder = temporaryFolder('demo');
  let visible = false;
  const server = await startServer('mail.onion', (from, line) => {
    if (visible) show(from === 'proxy' ? 'tor-smtp -> server' : 'tor-smtp <- server', line, '      ');
  });
  const tor = await (withTor ? privateTor(server.port, folder.path, progress) : standIn(server.port));
  try {
    const sender = onionAddress('the sender of the demonstration');
    console.log(
      `One message to user@${tor.onion}\nby ${program} --socks ${tor.socks}, through ${tor.what}.\n`,
    );
    visible = true;
    const proxy = start(process.execPath, [program, '--socks', tor.socks, '--log-names'], { env: {} });
    proxy.child.stdout?.on('data', (text: string) => {
      for (const line of text.trimEnd().split('\r\n')) show('client <- tor-smtp', line);
    });
    const says = async (line: string, answer: RegExp) => {
      show('client -> tor-smtp', line.trimEnd());
      proxy.child.stdin?.write(line.replaceAll('\n', '\r\n'));
      await proxy.line(answer, 300);
    };
    await proxy.line(/^220 .*\r\n/);
    await says(`EHLO ${sender} ${tor.onion}\n`, /^250 .*\r\n/m);
    await says(`MAIL FROM:<me@${sender}>\n`, /250 8BITMIME\r\n(250 .*\r\n){1}/);
    await says(`RCPT TO:<user@${tor.onion}>\n`, /250 8BITMIME\r\n(250 .*\r\n){2}/);
    await says('DATA\n', /^354 .*\r\n/m);
    const message = `From: <me@${sender}>\nTo: <user@${tor.onion}>\nSubject: Hello\n\nNobody knows where this comes from.`;
    await says(`${message}\n.\n`, /^250 .*queued\r\n/m);
    await says('QUIT\n', /^221 .*\r\n/m);
    const { code } = await proxy.ended();
    console.log(`\n${proxy.output().match(/^tor-smtp: outcome.*$/m)?.[0] ?? 'no line in the log'}`);
    const delivered = code === 0 && server.messages.length === 1 && server.messages[0] === message;
    console.log(delivered ? '\nDelivered once, unchanged.' : `\nNot delivered: exit status ${code}.`);
    return delivered;
  } finally {
    await tor.stop();
    server.stop();
    folder.discard();
  }
}

/** Onion names are shortened, to fit a screen. */
function show(direction: string, text: string, margin = '') {
  const line = text.replace(/([a-z2-7]{8})[a-z2-7]{48}\.onion/g, '$1...onion');
  console.log(
    `${margin}${direction}  ${line.replaceAll('\n', `\n${margin}${' '.repeat(direction.length + 2)}`)}`,
  );
}

function progress(text: string) {
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${text}`);
  else console.log(text);
}

const wishes = process.argv.slice(2);
if (wishes.some((wish) => wish !== '--tor')) {
  console.error('usage: npm start [-- --tor]');
  process.exit(64);
}
if (wishes.length > 0 && spawnSync('tor', ['--version']).error) {
  console.error('--tor needs the program tor (on Debian: apt-get install tor)');
  process.exit(69);
}
void demonstrate(wishes.length > 0).then((delivered) => process.exit(delivered ? 0 : 1));

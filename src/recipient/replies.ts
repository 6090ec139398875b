import type { Failure, Reply } from '../replies.js';

/** The replies that only --by-recipient gives. */

/** The reply to EHLO: what is safe to offer before the server is known. */
export const EXTENSIONS: Reply = { code: 250, text: ['tor-smtp', '8BITMIME', 'SIZE', 'PIPELINING'] };
export const HELP: Reply = {
  code: 214,
  detail: '0.0',
  text: 'The domain of RCPT is connected to through Tor',
};
/** RFC 5321 4.5.3.1.10: the client sends the others in a transaction of their own. */
export const ONE_DESTINATION: Reply = { code: 452, detail: '5.3', text: 'One destination for each message' };

function failure(code: number, detail: string, text: string, cause: string): Failure {
  return { reply: { code, detail, text }, cause };
}

// Two names are a mistake in the configuration of Exim's port, and that must not bounce mail.
export const ONE_NAME = failure(
  451,
  '3.5',
  'One name in EHLO: RCPT says the destination here',
  'not one name',
);
export const HELLO_FIRST = failure(503, '5.1', 'EHLO <your name> first', 'no EHLO yet');
export const SENDER_FIRST = failure(503, '5.1', 'MAIL first', 'no MAIL yet');
export const SENDER_KNOWN = failure(503, '5.1', 'One MAIL for each message', 'second MAIL');
export const BAD_SENDER = failure(501, '1.7', 'Syntax: MAIL FROM:<address>', 'bad MAIL');
export const BAD_RECIPIENT = failure(501, '1.3', 'Syntax: RCPT TO:<address>', 'bad RCPT');
export const BAD_PARAMETER = failure(555, '5.4', 'Parameter not offered', 'parameter not offered');
export const BAD_DATA = failure(501, '5.4', 'DATA takes no words', 'bad DATA');
export const NOT_OFFERED = failure(502, '5.1', 'Command not offered', 'command not offered');
export const COMMAND_TOO_LONG = failure(500, '5.2', 'Line longer than 1024 octets', 'line too long');

/** A map that cannot be read, or an entry that is no destination, is for the administrator to mend: mail waits. */
export const MAP_UNREADABLE = failure(451, '3.5', 'The map of destinations cannot be read', 'map unreadable');
export const MAP_ENTRY_WRONG = failure(
  451,
  '3.5',
  'The map has no onion name for this domain',
  'map entry wrong',
);

/** A server that reads another line end than CRLF would take the rest of such a message for commands. */
export const LOOK_ALIKE = failure(
  554,
  '6.0',
  'A dot alone between line ends that are not CRLF',
  'look-alike of the end of a message',
);

import { stored } from './checks.js';
import { type Protection, ROUTER, same, TRANSPORT } from './protection.js';

/** What is in a message that has come by an onion. */
export const MESSAGE: readonly Protection[] = [
  {
    name: 'no request for a receipt',
    off: [[ROUTER, /^ {2}headers_remove =.*\n(?:.*\\\n)*.*By\n/m, '']],
    check: stored(/^Disposition-Notification-To/, ['Disposition-Notification-To: a@far.example']),
    found: /Disposition/,
  },
  {
    name: 'a Received line of its own',
    off: [same('received_header_text', 'TOR_HIDDEN_CLEAR_RECEIVED_HEADER_TEXT')],
    check: stored(/Exim|127\.0\.0\.1|secret-host|\+1[23]45/),
    found: /secret-host/,
  },
  {
    name: 'a mailbox without the time of delivery',
    off: [[TRANSPORT, /envelope_to_add/g, 'envelope_to_add\n  delivery_date_add']],
    check: stored(/\+1[23]45/),
    found: /Delivery-date/,
  },
];

import { alice, author, bob, carol } from '../../../support/exim/names.js';

/** Fields that may leave; all are kept octet for octet. */
export const ALLOWED = [
  `From: =?utf-8?q?A=20B?= <${author}>\n`,
  `To:b@${bob},\n\tsecond@${bob}\n`,
  `cC:c@${carol}\n`,
  `REPLY-TO: other@${alice}\n`,
  'Subject: \xe9t\xe9 $value $h_from: { \\n \\N^ :\n  folded\n   twice\n',
  'MIME-Version: 1.0 (a comment)\n',
  'Content-Type: multipart/mixed;\n boundary="a: b";\n\tcharset=x\n',
  'content-transfer-encoding: 8bit\n',
  'Content-Language:\n',
  `In-Reply-To: <1@${bob}>\n`,
  `References: <1@${bob}>\n <2@${carol}>\n`,
];

/** Fields that must not: what a mail program, a web mailer, this host and an attacker's idea of a name add. */
const FORBIDDEN = [
  'Received: from laptop (203.0.113.7) by mail.clear.example; Mon, 1 Jan 2024 12:00:00 +0530\n',
  'Return-Path: <leak@clear.example>\n',
  'X-Originating-IP: [203.0.113.7]\n',
  'DKIM-Signature: v=1; d=clear.example;\n\tb=Subject: leak\n',
  'Sender: leak@clear.example\n',
  'Bcc: leak@clear.example\n',
  'Resent-From: leak@clear.example\n',
  'Resent-To: leak@clear.example\n',
  'Resent-Date: Mon, 1 Jan 2024 12:00:00 +0530\n',
  'Resent-Message-ID: <leak@laptop>\n',
  'Date: Mon, 1 Jan 2024 12:00:00 +0530\n',
  'Message-ID: <leak@laptop.home>\n',
  'User-Agent: leak\n',
  'X-Mailer: leak\n From: leak\n',
  'Autocrypt: addr=leak\n',
  'List-Unsubscribe: <mailto:leak@clear.example>\n',
  'Disposition-Notification-To: leak@clear.example\n',
  'Return-Receipt-To: leak@clear.example\n',
  'Errors-To: leak@clear.example\n',
  'X-From: leak\n',
  'From-Host: leak\n',
  'Fro: leak\n',
  'Subject : leak\n',
  'Cc\t: leak@clear.example\n',
  'In-Reply-To: <leak@clear.example>\n',
  'References: <leak@clear.example> leak (leak)\n <leak@mail.clear.example>\n',
  'Content-ID: <leak@clear.example>\n',
  'Content-Location: file:///home/leak\n',
  'Tos: leak\n',
  'Content: leak\n',
  'Contents-Type: leak\n',
  'Subject-Leak: leak\n',
  '.*: leak\n',
  '$h_subject: leak\n',
  '(?i)from|x: leak\n',
  '\\N^.*$\\N: leak\n',
  '*: leak\n',
  '<;: leak\n',
  ': leak\n',
  'X-Empty:\n',
  `${'X'.repeat(900)}: leak\n`,
  `X-Long: ${'leak '.repeat(180)}\n${` ${'leak '.repeat(180)}\n`.repeat(40)}`,
  'X-Carriage-Return: leak\rSubject: leak\r\rTo: leak\n',
  'X-Nul: \0leak\n',
];

/** The two lists in turn, so that each forbidden field follows and precedes an allowed one. */
export const mixed = FORBIDDEN.map((field, at) => field + (ALLOWED[at] ?? '')).join('');
export const body = '\nbody\nX-Body: stays\n';

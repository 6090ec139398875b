/** What has been said on a connection so far. */
export interface Session {
  hello: boolean;
  mail: boolean;
  recipients: number;
}

/** Short, neutral answers; of the recipients postmaster of the onion alone. */
export function clean(line: string, verb: string, session: Session, onion: string): string {
  const address = line.match(/:\s*<([^\x80-\xff\0]*)>/)?.[1];
  if (/[\0\x80-\xff]/.test(verb)) return '500 Unknown command';
  switch (verb) {
    case 'EHLO':
      session.hello = true;
      session.mail = false;
      return ['250-', '250-SIZE 1000000', '250-8BITMIME', '250-PIPELINING', '250 HELP']
        .join('\r\n')
        .replace('250-', `250-${onion}`);
    case 'HELO':
      session.hello = true;
      return `250 ${onion}`;
    case 'MAIL':
      if (address === undefined || / \S/.test(line.split('>')[1] ?? '')) return '501 5.5.4 Bad address';
      session.mail = true;
      return '250 2.1.0 OK';
    case 'RCPT': {
      if (!session.mail) return '503 MAIL first';
      const mine = ['postmaster', `postmaster@${onion}`].includes(address?.toLowerCase() ?? '');
      if (!mine || !line.endsWith('>')) return '550 5.7.1 Not here';
      session.recipients += 1;
      return session.recipients > 100 ? '452 Too many recipients' : '250 2.1.5 OK';
    }
    case 'DATA':
      return session.recipients > 0 ? '354 Go ahead' : '503 RCPT first';
    case 'NOOP':
    case 'RSET':
      return '250 OK';
    case 'VRFY':
      return '252 Send it and see';
    case 'HELP':
      return '214 See RFC 5321';
    case 'QUIT':
      return `221 ${onion} Bye`;
    default:
      return '500 Unknown command';
  }
}

import { createHash } from 'node:crypto';
import type { PeerCertificate, TLSSocket } from 'node:tls';

/** What a server's certificate shows to everybody, a line for each fact. A fingerprint may be one of the secrets. */
export function describeCertificate(socket: TLSSocket): string[] {
  const certificate: Partial<PeerCertificate> = socket.getPeerCertificate();
  const { subject, issuer, subjectaltname, valid_from, valid_to, fingerprint256, pubkey } = certificate;
  if (!subject || !issuer) return ['no certificate'];
  return [
    `subject ${distinguishedName(subject)}`,
    `names ${subjectaltname ?? 'none'}`,
    `issuer ${distinguishedName(issuer)}`,
    `valid from ${moment(valid_from)}`,
    `valid until ${moment(valid_to)}`,
    `fingerprint ${fingerprint256}`,
    `key ${createHash('sha256')
      .update(pubkey ?? '')
      .digest('hex')}`,
  ];
}

function distinguishedName(name: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(name).map(([key, value]) => `${key}=${value}`);
  return parts.join(', ') || 'without a name';
}

function moment(text: string | undefined): string {
  const time = new Date(text ?? '');
  return Number.isNaN(time.getTime()) ? 'unknown' : time.toISOString().replace('.000Z', 'Z');
}

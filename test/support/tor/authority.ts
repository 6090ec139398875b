import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../programs/command.js';
import { configureTor, environment, torArguments } from './process.js';

export interface Authority {
  readonly folder: string;
  readonly nickname: string;
  readonly address: string;
  /** What every Tor of the network has in its torrc to trust this authority. */
  readonly line: string;
}

export const orPort = 5000;
export const dirPort = 7000;

/** Keys of a directory authority: its voting identity from tor-gencert, its relay identity from Tor itself. */
export async function makeAuthority(folder: string, nickname: string, address: string): Promise<Authority> {
  mkdirSync(join(folder, 'keys'), { recursive: true, mode: 0o700 });
  const certificate = join(folder, 'keys/authority_certificate');
  const made = await run(
    'tor-gencert',
    [
      '--create-identity-key',
      ...['-i', join(folder, 'keys/authority_identity_key')],
      ...['-s', join(folder, 'keys/authority_signing_key')],
      ...['-c', certificate],
      ...['-m', '1', '-a', `${address}:${dirPort}`, '--passphrase-fd', '0'],
    ],
    { env: environment(), input: 'for this test only\n' },
  );
  if (made.code !== 0) throw new Error(`tor-gencert: ${made.output}`);
  const voting = readFileSync(certificate, 'latin1').match(/^fingerprint ([0-9A-F]{40})$/m)?.[1];

  configureTor(folder, [`Nickname ${nickname}`, `ORPort ${address}:${orPort}`]);
  const listed = await run('tor', [...torArguments(folder), '--list-fingerprint'], { env: environment() });
  const relay = listed.output.match(new RegExp(`^${nickname} ([0-9A-F ]{40,})$`, 'm'))?.[1];
  if (!voting || !relay) throw new Error(`no fingerprints: ${listed.output}`);
  const line = `DirAuthority ${nickname} orport=${orPort} no-v2 v3ident=${voting} ${address}:${dirPort} ${relay.replaceAll(' ', '')}`;
  return { folder, nickname, address, line };
}

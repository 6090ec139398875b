import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { base32 } from '../stand-ins/onion-address.js';

/** One onion service: its SMTP port leads to a TCP port on this machine (number or host:port) or to a unix socket. */
export interface OnionWish {
  name: string;
  target: number | string;
  /** Only clients that hold a key may read its descriptor. */
  clientAuth?: boolean;
  /** The virtual port, 25 if not given. */
  port?: number;
}

/** What a client needs to be let in: an x25519 key pair, both halves in base32. */
export interface ClientKey {
  readonly publicKey: string;
  readonly privateKey: string;
}

export function makeClientKey(): ClientKey {
  const { x, d } = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' });
  const half = (part = '') => base32(Buffer.from(part, 'base64url')).toUpperCase();
  return { publicKey: half(x), privateKey: half(d) };
}

export function serviceFolder(torFolder: string, name: string): string {
  return join(torFolder, `onion-${name}`);
}

/** The torrc lines of the services; writes the keys of the clients that may use them. */
export function serviceTorrc(
  torFolder: string,
  wishes: readonly OnionWish[],
  keys: Readonly<Record<string, ClientKey>>,
): string[] {
  return wishes.flatMap((wish) => {
    const folder = serviceFolder(torFolder, wish.name);
    const target = typeof wish.target === 'number' ? `127.0.0.1:${wish.target}` : wish.target;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const key = keys[wish.name];
    if (wish.clientAuth && key) {
      const authorized = join(folder, 'authorized_clients');
      mkdirSync(authorized, { mode: 0o700 });
      writeFileSync(join(authorized, 'test.auth'), `descriptor:x25519:${key.publicKey}\n`);
    }
    return [`HiddenServiceDir ${folder}`, `HiddenServicePort ${wish.port ?? 25} ${target}`];
  });
}

/** The folder that lets a client into a service, for its ClientOnionAuthDir. */
export function writeClientAuth(folder: string, onion: string, key: ClientKey): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const address = onion.replace(/\.onion$/, '');
  writeFileSync(join(folder, 'test.auth_private'), `${address}:descriptor:x25519:${key.privateKey}\n`, {
    mode: 0o600,
  });
}

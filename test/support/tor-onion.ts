import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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

/** RFC 4648 base32 without padding, in the lower case of onion addresses. */
export function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const quintets = bits.match(/.{1,5}/g) ?? [];
  return quintets
    .map((five) => 'abcdefghijklmnopqrstuvwxyz234567'[parseInt(five.padEnd(5, '0'), 2)])
    .join('');
}

export function makeClientKey(): ClientKey {
  const { x, d } = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' });
  const half = (part = '') => base32(Buffer.from(part, 'base64url')).toUpperCase();
  return { publicKey: half(x), privateKey: half(d) };
}

/** A valid v3 address (rend-spec-v3, encoding onion addresses) of a service that no one runs. */
export function unknownOnion(): string {
  const { x = '' } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
  const key = Buffer.from(x, 'base64url');
  const version = Buffer.of(3);
  const sum = createHash('sha3-256').update('.onion checksum').update(key).update(version).digest();
  return `${base32(Buffer.concat([key, sum.subarray(0, 2), version]))}.onion`;
}

/** A well-formed address whose checksum is wrong, as after a slip of the pen. */
export function mistyped(onion: string): string {
  return (onion.startsWith('a') ? 'b' : 'a') + onion.slice(1);
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

import { resolve } from 'node:path';
import { temporaryFolder } from '../folder.js';
import { root } from '../paths.js';
import { inMode } from '../programs/mode.js';
import { startXinetd } from '../programs/xinetd.js';
import { type StandIn, startStandIn } from '../stand-ins/onion-stand-in.js';
import { type Exim, type EximSite, makeExim } from './exim.js';

/** Everything between two mail servers, and whatever was started on it: stopped together. */
export interface Chain {
  readonly folder: string;
  /** The SOCKS port that stands for Tor; it knows no onion until told. */
  readonly tor: StandIn;
  /** Macros that lead a sending Exim to this chain's xinetd. */
  readonly macros: Readonly<Record<string, string>>;
  /** A sending Exim; `site` adds to the usual one or replaces parts. */
  sender(site?: Partial<EximSite>): Exim;
  /** A receiving Exim, listening, that is reached as `onion`. It adds nothing to a message. */
  receiver(onion: string, site?: Partial<EximSite>): Promise<Exim>;
  stop(failed?: boolean): Promise<void>;
}

/** What receives keeps a message as it came. */
const UNCHANGED = 'received_header_text =\n';

export interface ChainOptions {
  /** The proxy's arguments, after the SOCKS port's. */
  args?: readonly string[];
  /** A naive proxy in tor-smtp's place. */
  naive?: boolean;
  /** Starts something else than xinetd. */
  launch?: (folder: string, tor: StandIn) => Promise<{ readonly port: number; stop(): Promise<void> }>;
}

/** The proxy that shows what tor-smtp cures. */
const NAIVE = resolve(root, 'test/support/exim/naive-proxy.cjs');

/** Starts a chain: a real xinetd that launches tor-smtp with `args`, or a naive proxy, in front of the stand-in for Tor. */
export async function startChain(
  name: string,
  { args = [], naive = false, launch }: ChainOptions = {},
): Promise<Chain> {
  const { path: folder, discard } = temporaryFolder(name);
  const tor = await startStandIn();
  const site = naive
    ? { folder, server: NAIVE, args: [String(tor.port), ...args] }
    : inMode({ folder, args: ['--socks', `127.0.0.1:${tor.port}`, ...args] });
  const proxy = await (launch ? launch(folder, tor) : startXinetd(site));
  const macros = { TOR_SMTP_PORT: String(proxy.port) };
  const started: Exim[] = [];

  function make(kind: string, site: Omit<EximSite, 'folder' | 'name'>) {
    const exim = makeExim({ folder, name: `${kind}-${started.length + 1}`, ...site });
    started.push(exim);
    return exim;
  }

  return {
    folder,
    tor,
    macros,
    sender: ({ macros: more, ...site } = {}) =>
      make('sender', { domains: ['clear.example'], ...site, macros: { ...macros, ...more } }),
    async receiver(onion, { main = '', ...site } = {}) {
      const exim = make('receiver', { domains: [onion], ...site, main: UNCHANGED + main });
      tor.set(onion, await exim.listen());
      return exim;
    },
    async stop(failed = false) {
      await Promise.all(started.map((exim) => exim.stop()));
      await proxy.stop();
      tor.stop();
      discard(failed);
    },
  };
}

/** A chain for one test. */
export async function withChain<T>(
  name: string,
  options: ChainOptions,
  test: (chain: Chain) => Promise<T>,
): Promise<T> {
  const chain = await startChain(name, options);
  let failed = true;
  try {
    const result = await test(chain);
    failed = false;
    return result;
  } finally {
    await chain.stop(failed);
  }
}

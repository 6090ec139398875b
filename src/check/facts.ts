import { parseArguments, type Request } from '../arguments.js';
import { exim, eximLayout, type Layout, settings } from '../machine/exim.js';
import { TOR } from '../machine/paths.js';
import { isBooted } from '../machine/services/systemd.js';
import type { Way } from '../machine/services/way.js';
import { ways } from '../machine/services/ways.js';
import { DEFAULTS, type Options, type SocksAddress } from '../options.js';

/** What several checks look at, looked up once. */
export interface Facts {
  readonly root: boolean;
  /** systemd is the first process. */
  readonly booted: boolean;
  readonly exim: EximFacts | undefined;
  readonly ways: readonly UsedWay[];
  /** The ways that are meant to run. */
  readonly enabled: readonly UsedWay[];
  /** Tor is on another machine, or in another place than Debian's. */
  readonly away: boolean;
  /** Tor's control port. */
  readonly control: SocksAddress;
}

export interface EximFacts {
  readonly layout: Layout;
  /** What is wrong with its configuration, as Exim says it. */
  readonly fault: string | undefined;
  /** In their order, each with its driver. */
  readonly routers: readonly { readonly name: string; readonly driver: string }[];
  /** The settings of the transport `tor_smtp`; empty: there is none. */
  readonly transport: ReadonlyMap<string, string | boolean>;
  /** The values of TOR_SMTP_ macros; empty for who is no administrator. */
  readonly macros: ReadonlyMap<string, string | boolean>;
  readonly user: string;
}

/** A way with its options as tor-smtp reads them. */
export interface UsedWay extends Way {
  readonly request: Request;
  readonly options: Options;
}

export async function gather(control: SocksAddress = { path: TOR.control }): Promise<Facts> {
  const [eximFacts, found] = await Promise.all([gatherExim(), ways()]);
  const used = found.map((way) => {
    const request = parseArguments(way.args);
    return { ...way, request, options: request.kind === 'print' ? DEFAULTS : request.options };
  });
  const enabled = used.filter((way) => way.enabled || way.running === true);
  return {
    root: process.getuid?.() === 0,
    booted: isBooted(),
    exim: eximFacts,
    ways: used,
    enabled,
    away:
      enabled.length > 0 &&
      enabled.every(
        ({ options: { socks } }) => 'host' in socks && !/^(127\.|localhost$|::1$)/.test(socks.host),
      ),
    control,
  };
}

async function gatherExim(): Promise<EximFacts | undefined> {
  const { status, stdout, stderr } = await exim(['-bP', 'exim_user', 'macros', 'routers', 'transports']);
  if (status === null) return undefined;
  // What is for administrators alone is said to be so on standard error, and the rest comes all the same.
  const fault = /^\S+ router:$/m.test(stdout) ? undefined : (stderr || stdout).trim().split('\n')[0];
  const parts = stdout.split(/^(?=\S+ (?:router|transport):$)/m);
  const transport = parts.find((part) => part.startsWith('tor_smtp transport:')) ?? '';
  return {
    layout: eximLayout(),
    fault,
    routers: routersIn(stdout),
    transport: settings(transport),
    macros: settings(stdout.match(/^TOR_SMTP_.*$/gm)?.join('\n') ?? ''),
    user: stdout.match(/^exim_user = (\S+)/m)?.[1] ?? '',
  };
}

/** `exim -bP routers`. */
export function routersIn(text: string): { name: string; driver: string }[] {
  return text.split(/^(?=\S+ router:$)/m).flatMap((part) => {
    const name = part.match(/^(\S+) router:$/m)?.[1];
    return name === undefined ? [] : [{ name, driver: part.match(/^driver = (\S+)/m)?.[1] ?? '' }];
  });
}

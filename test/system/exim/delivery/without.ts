/** For a sender with the shipped files without one line. */
export const without = (line: RegExp) => ({ edit: (_path: string, text: string) => text.replace(line, '') });

export const ONE_MESSAGE = /^ *connection_max_messages = 1$/m;
export const SOURCE_ADDRESS = /^ *interface = TOR_SMTP_INTERFACE$/m;
export const TRANSPORT = 'conf.d/transport/040_tor-smtp';

/** What src/client learns and src/server acts on: where the mail goes and whom it comes from. */

/** A name that only Tor may look up, in lower case and without a final dot, and a port. */
export interface Destination {
  readonly host: string;
  readonly port: number;
}

/** EHLO or HELO with a destination. */
export interface Hello {
  readonly destination: Destination;
  /** The client's own name, where it gave two, or where --to names the destination. */
  readonly local: string | undefined;
  /** What the server is told: EHLO or HELO, without the line end. */
  readonly command: string;
}

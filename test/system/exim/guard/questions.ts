/**
 * What Exim's debugging output says of every question to the resolver, whatever the answer. It hands the proxy's own
 * address to the C library too, which asks nobody what 127.0.0.1 is.
 */
export const DEBUG = '-d-all+dns+host_lookup+resolver';
const QUESTION =
  /^.*(?:DNS lookup of|looking up host name for|finding IP address for (?!127\.0\.0\.1$)).*$/gm;

export const questionsIn = (output: string): readonly string[] => output.match(QUESTION) ?? [];

/**
 * Loaded into the program from outside. The session of a client that calls itself fault.example fails where its
 * circuit is chosen; signals make something fail that belongs to no session.
 */
export const preload = `
const { from } = Buffer;
Buffer.from = (data, ...rest) => {
  if (typeof data === 'string' && data.startsWith('fault.example\\0')) throw new Error('fault of a session');
  return from(data, ...rest);
};
process.on('SIGUSR2', () => setImmediate(() => { throw new Error('thrown in a timer'); }));
process.on('SIGHUP', () => { Promise.reject(new Error('rejected and not caught')); });
// The next bytes to be moved are the last of their session.
process.on('SIGWINCH', () => {
  const { prototype } = setTimeout(() => {}, 0).constructor;
  const { refresh } = prototype;
  prototype.refresh = () => {
    prototype.refresh = refresh;
    throw new Error('fault in the splice');
  };
  process._rawDebug('armed');
});
`;

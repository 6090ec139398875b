/**
 * Loaded into the program from outside. The session of a client that calls itself fault.example fails where its
 * circuit is chosen; signals make something fail that belongs to no session.
 */
export const preload = `
const crypto = require('node:crypto');
const createHash = crypto.createHash;
crypto.createHash = (...given) => {
  const hash = createHash(...given);
  const update = hash.update;
  hash.update = function (data, ...rest) {
    if (String(data).includes('fault.example')) throw new Error('fault of a session');
    return update.call(this, data, ...rest);
  };
  return hash;
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

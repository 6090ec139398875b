// Loaded into the program from outside: no connection that it gives up is closed.
const { Socket } = require('node:net');

Socket.prototype.destroy = function () {
  return this;
};

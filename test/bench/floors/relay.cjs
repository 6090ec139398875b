// The least a relay in Node can be: a fixed SOCKS 4a request, then stream.pipe both ways. Launched it serves descriptor 0,
// with `--wait` the listening socket there.
const { connect, createServer, Socket } = require('node:net');
const [port, name] = process.argv.slice(2);

function serve(client) {
  const server = connect({ port: Number(port), host: '127.0.0.1', noDelay: true });
  const leave = () => {
    client.destroy();
    server.destroy();
  };
  client.on('error', leave).on('close', leave);
  server.on('error', leave).on('close', leave);
  server.write(Buffer.from(`\x04\x01\0\x19\0\0\0\x01\0${name}\0`, 'latin1'));
  server.once('data', (answer) => {
    if (answer.length > 8) client.write(answer.subarray(8));
    server.pipe(client);
    client.pipe(server);
  });
}

if (process.argv.includes('--wait')) createServer({ noDelay: true }, serve).listen({ fd: 0 });
else serve(new Socket({ fd: 0, readable: true, writable: true }));

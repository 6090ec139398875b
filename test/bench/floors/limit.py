"""The limit: a relay on standard input that leaves the bytes in the kernel, with splice(2).

usage: limit.py SOCKS-PORT NAME (under xinetd, a process per connection)
"""
import fcntl, os, socket, struct, sys, threading

F_SETPIPE_SZ, MEBIBYTE = 1031, 1 << 20


def relay(source, sink):
    out, into = os.pipe()
    fcntl.fcntl(into, F_SETPIPE_SZ, MEBIBYTE)
    while count := os.splice(source.fileno(), into, MEBIBYTE):
        while count > 0:
            count -= os.splice(out, sink.fileno(), count)


client = socket.socket(fileno=0)
server = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
server.sendall(struct.pack('>BBH4s', 4, 1, 25, bytes((0, 0, 0, 1))) + b'\0' + sys.argv[2].encode() + b'\0')
server.recv(8, socket.MSG_WAITALL)
for each in (client, server):
    each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
threading.Thread(target=relay, args=(client, server), daemon=True).start()
relay(server, client)
os._exit(0)

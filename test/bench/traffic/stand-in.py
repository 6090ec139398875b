"""What stands for Tor and the server behind it, in one process that costs as little as possible.

The one of the tests costs six times what is measured here, and this one a fifth of it. Nor could that send without copying.
usage: stand-in.py SOCKS-PORT SMTP-PORT SOCKS-PATH
Speaks SOCKS 4a and 5 on the first port and the unix socket, plain SMTP on the second (what a session costs without a proxy). Each message
of a client is one segment, for it waits for the answer. Beside EHLO, NOOP and QUIT the server knows, for the splice:
SOURCE n (sends n bytes), SINK n (takes n bytes, then says 250), STALL s n (the same, but reads nothing for s seconds).
A name that begins with "silent" gets a server that never says a word.
"""
import os, select, socket, sys, threading, time

GREETING = b'220 stand-in ESMTP\r\n'
HELLO = b'250-stand-in\r\n250-SIZE\r\n250-PIPELINING\r\n250 8BITMIME\r\n'
OK = b'250 ok\r\n'
FIRST, PASSWORD, REQUEST, SMTP = range(4)
MEBIBYTE = 1 << 20

# The bytes to send lie in memory and are sent from there without a copy; those that come are dropped by the kernel.
memory = os.memfd_create('source')
os.truncate(memory, 16 * MEBIBYTE)
waste = bytearray(MEBIBYTE)


def move(sock, words, came):
    """The splice's far end, in a thread of its own with a blocking socket; gives the connection back after it."""
    verb, left = words[0], int(words[-1]) - came
    sock.setblocking(True)
    if verb == b'STALL':
        time.sleep(float(words[1]))
    try:
        while left > 0 and verb == b'SOURCE':
            left -= os.sendfile(sock.fileno(), memory, 0, min(left, 16 * MEBIBYTE))
        while left > 0:
            count = sock.recv_into(waste, min(left, MEBIBYTE), socket.MSG_TRUNC)
            if count == 0:
                return sock.close()
            left -= count
        if verb != b'SOURCE':
            sock.sendall(OK)
        sock.setblocking(False)
        poll.register(sock.fileno(), select.EPOLLIN)
    except OSError:
        leave(sock)


def leave(sock):
    states.pop(sock.fileno(), None)
    sock.close()


def smtp(sock, data):
    verb = data[:4].upper()
    if verb in (b'EHLO', b'HELO'):
        sock.send(HELLO)
    elif verb == b'QUIT':
        sock.send(b'221 bye\r\n')
        leave(sock)
    elif verb in (b'SOUR', b'SINK', b'STAL'):
        poll.unregister(sock.fileno())
        line, _, came = data.partition(b'\n')
        threading.Thread(target=move, args=(sock, line.split(), len(came)), daemon=True).start()
    else:
        sock.send(OK)


def greet(sock, name):
    states[sock.fileno()] = (sock, SMTP)
    if not name.startswith(b'silent'):
        sock.send(GREETING)


def serve(sock, state):
    data = sock.recv(65536)
    if not data:
        leave(sock)
    elif state == SMTP:
        smtp(sock, data)
    elif state == FIRST and data[0] == 4:
        sock.send(b'\0\x5a\0\0\0\0\0\0')
        greet(sock, data.split(b'\0')[-2])
    elif state == FIRST:
        password = 2 in data[2:]
        sock.send(b'\5\2' if password else b'\5\0')
        states[sock.fileno()] = (sock, PASSWORD if password else REQUEST)
    elif state == PASSWORD:
        sock.send(b'\1\0')
        states[sock.fileno()] = (sock, REQUEST)
    else:
        sock.send(b'\5\0\0\1\0\0\0\0\0\0')
        greet(sock, data[5:])


def listen(address):
    family = socket.AF_INET if isinstance(address, tuple) else socket.AF_UNIX
    listener = socket.create_server(address, family=family, backlog=4096)
    if family == socket.AF_INET:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.setblocking(False)
    poll.register(listener.fileno(), select.EPOLLIN)
    return listener


states = {}
poll = select.epoll()
socks, plain = (listen(('127.0.0.1', int(port))) for port in sys.argv[1:3])
listeners = {each.fileno(): each for each in (socks, plain, listen(sys.argv[3]))}
print('listening', flush=True)
while True:
    for fd, _ in poll.poll():
        try:
            if fd not in listeners:
                serve(*states[fd])
                continue
            sock, _ = listeners[fd].accept()
            sock.setblocking(False)
            states[sock.fileno()] = (sock, FIRST)
            if listeners[fd] is plain:
                greet(sock, b'')
            poll.register(sock.fileno(), select.EPOLLIN)
        except OSError:
            if fd in states:
                leave(states[fd][0])

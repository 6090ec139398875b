"""One SMTP session whose bytes count: the near end of the splice, and as cheap as the far one.

usage: pump.py PORT EHLO-NAME, and on standard input lines "SOURCE n", "SINK n", "STALL s n" as the stand-in knows them,
"ask n" (has the server send n bytes, and does not take them) or "quit". Each line is answered by the seconds it took.
"""
import os, socket, sys, time

MEBIBYTE = 1 << 20
memory = os.memfd_create('source')
os.truncate(memory, 16 * MEBIBYTE)
waste = bytearray(MEBIBYTE)
sock = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def reply():
    text = b''
    while True:
        data = sock.recv(4096)
        text += data
        if not data:
            sys.exit(f'the proxy closed after {text!r}')
        if text.endswith(b'\r\n') and text.rstrip().split(b'\n')[-1][3:4] == b' ':
            return text


def take(left):
    while left > 0:
        count = sock.recv_into(waste, min(left, MEBIBYTE), socket.MSG_TRUNC)
        if count == 0:
            sys.exit('the proxy closed')
        left -= count


def give(left):
    while left > 0:
        left -= os.sendfile(sock.fileno(), memory, 0, min(left, 16 * MEBIBYTE))


reply()
sock.sendall(b'EHLO client.example ' + sys.argv[2].encode() + b'\r\n')
reply()
print('ready', flush=True)
for line in sys.stdin:
    verb, *words = line.split()
    if verb == 'quit':
        break
    started = time.perf_counter()
    if verb == 'ask':
        sock.sendall(b'SOURCE ' + words[0].encode() + b'\r\n')
    elif verb == 'SOURCE':
        sock.sendall(line.strip().encode() + b'\r\n')
        take(int(words[0]))
    else:
        sock.sendall(line.strip().encode() + b'\r\n')
        give(int(words[-1]))
        reply()
    print(time.perf_counter() - started, flush=True)
sock.sendall(b'QUIT\r\n')

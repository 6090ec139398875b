"""SMTP sessions (220, EHLO, its reply, QUIT, 221) as a client of a proxy makes them, and their times."""
import select, socket, time

poll = select.epoll()
live, held, errors = {}, [], []
times = {'greeting': [], 'hello': [], 'whole': []}


class Session:
    """`due` is when it should have begun; `until` says what ends it (see load.py)."""
    __slots__ = ('sock', 'due', 'hello', 'until', 'state', 'text', 'left')

    def __init__(self, port, due, hello, until):
        self.due, self.hello, self.until, self.state, self.text = due, hello, until, 'greeting', b''
        self.sock = socket.socket()
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock.setblocking(False)
        self.sock.connect_ex(('127.0.0.1', port))
        live[self.sock.fileno()] = self
        poll.register(self.sock.fileno(), select.EPOLLIN)

    def time(self, what):
        times[what].append(time.perf_counter() - self.due)

    def over(self, error=None):
        if error:
            errors.append(f'{self.state}: {error}')
        live.pop(self.sock.fileno(), None)
        self.sock.close()

    def ready(self):
        try:
            data = self.sock.recv(65536)
        except OSError as error:
            return self.over(error.strerror)
        if not data:
            self.time('whole')
            return self.over(None if self.until == 'close' or self.state == 'leaving' else 'closed')
        self.text += data
        if self.until == 'close' or self.text[-2:] != b'\r\n':
            return
        if self.text[self.text.rfind(b'\n', 0, -1) + 1:][3:4] == b'-':
            return
        text, self.text = self.text, b''
        self.replied(text)

    def replied(self, text):
        expected = {'greeting': b'220', 'hello': b'250', 'quit': b'221'}.get(self.state)
        if expected is None or not text.startswith(expected):
            self.over(text[:80])
        elif self.state == 'greeting':
            self.time('greeting')
            if self.until == 'greeting':
                self.state = 'leaving'
            else:
                self.sock.send(self.hello)
                self.state = 'hello'
        elif self.state == 'hello':
            self.time('hello')
            if self.until == 'hold':
                self.state = 'held'
                held.append(self)
            else:
                self.sock.send(b'QUIT\r\n')
                self.state = 'quit'
        else:
            # As an SMTP client does: a relay such as nc waits for it.
            self.time('whole')
            self.over()


def percentiles(values):
    if not values:
        return {'p50': None, 'p95': None}
    ordered = sorted(values)
    return {name: round(ordered[int((len(ordered) - 1) * part)] * 1000, 3)
            for name, part in (('p50', 0.5), ('p95', 0.95))}


def summary():
    return {'errors': len(errors), 'firstError': errors[0] if errors else None,
            **{name: percentiles(values) for name, values in times.items()}}

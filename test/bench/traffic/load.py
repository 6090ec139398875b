"""Makes SMTP sessions and times them; prints one line of JSON, milliseconds.

usage: load.py JOB, with a JOB of JSON:
  port, total      how many sessions to make, and where
  name             the EHLO line's destination; without one the line has one name, and there is no proxy
  atOnce           keeps so many sessions open, or:
  rate             begins so many a second, whatever became of the earlier ones; each is timed from when it was due
  pace             with atOnce: begins at most so many a second
  gap              milliseconds of rest before each (one at a time)
  until            "quit": whole sessions; "greeting": the 220 and a close by the other side are enough;
                   "close": so is a close; "hold": keeps all open after the EHLO reply
  patience         seconds without any event after which those that wait have failed
After "hold" it obeys lines on standard input, each answered by JSON: "move K N" (K of the sessions take N bytes and
give N bytes, all at once), "quit".
"""
import json, sys, time
from select import EPOLLIN, EPOLLOUT
from sessions import Session, errors, held, live, poll, summary


def begin_all(port, total, name=None, atOnce=1, rate=None, pace=None, gap=0, until='quit', patience=60):
    hello = b'EHLO client.example' + (b' ' + name.encode() if name else b'') + b'\r\n'
    started = event = time.perf_counter()
    begun = 0
    while begun < total or len(live) > len(held):
        now = time.perf_counter()
        while rate and begun < total and started + begun / rate <= now:
            Session(port, started + begun / rate, hello, until)
            begun += 1
        while not rate and begun < total and len(live) - len(held) < atOnce:
            if pace and begun > (now - started) * pace:
                break
            time.sleep(gap / 1000)
            Session(port, time.perf_counter(), hello, until)
            begun += 1
        steady = (rate or pace) and begun < total
        events = poll.poll(max(0.001, started + begun / (rate or pace) - now) if steady else 1)
        if events:
            event = time.perf_counter()
        elif time.perf_counter() - event > patience:
            for each in [each for each in live.values() if each.state != 'held']:
                each.over('no answer')
        for fd, _ in events:
            if fd in live:
                live[fd].ready()
    return time.perf_counter() - started


def move(count, size):
    """The first of those held take and give bytes; the others stay idle, and are heard of only if they break."""
    started = time.perf_counter()
    moving = {each.sock.fileno(): each for each in held[:count]}
    for each in moving.values():
        each.state, each.left = 'take', size
        each.sock.send(b'SOURCE %d\r\n' % size)
    while moving:
        for fd, _ in poll.poll():
            if fd not in moving:
                live[fd].ready()
            elif step(moving[fd], size):
                del moving[fd]
    return time.perf_counter() - started


def step(each, size):
    """Moves what can be moved now; true when this one is done, or broken."""
    fd = each.sock.fileno()
    try:
        if each.state == 'give':
            each.left -= each.sock.send(bytes(min(each.left, 65536)))
            if each.left <= 0:
                each.state = 'answer'
                poll.modify(fd, EPOLLIN)
            return False
        data = each.sock.recv(65536)
        if each.state == 'answer' and data == b'250 ok\r\n':
            each.state = 'held'
            return True
        if each.state == 'answer' or not data:
            raise OSError(0, f'got {data[:80]}')
        each.left -= len(data)
        if each.left <= 0:
            each.state, each.left = 'give', size
            each.sock.send(b'SINK %d\r\n' % size)
            poll.modify(fd, EPOLLOUT)
        return False
    except OSError as error:
        each.over(error.strerror)
        return True


def report(seconds):
    print(json.dumps({**summary(), 'seconds': round(seconds, 3)}), flush=True)


job = json.loads(sys.argv[1])
report(begin_all(**job))
if job.get('until') == 'hold':
    for line in sys.stdin:
        words = line.split()
        if words[0] == 'quit':
            break
        report(move(int(words[1]), int(words[2])))

"""Launches programs in turn, as xinetd does or with pipes, and tells what a session of each costs: no daemon is in between.

usage: launches.py JOB, a JSON object: {"rounds": n, "name": onion, "programs": [{"name", "command", "pipes", "until"}]}
Each program gets a greeting, EHLO and QUIT, or with `until` `greeting` or `close` less. Prints a JSON object that has for each name
the CPU (user and system) and the time from the start to the first octet of all rounds, in milliseconds.
"""
import json, os, socket, sys, time

job = json.loads(sys.argv[1])
hello = b'EHLO client.example %s\r\n' % job['name'].encode()
nowhere = os.open('/dev/null', os.O_RDWR)


def channel(pipes):
    """Two descriptors for the program, and what reads and writes their other ends."""
    if pipes:
        (its_input, ours), (our_input, its_output) = os.pipe(), os.pipe()
        return (its_input, its_output), our_input, ours
    ours, its = socket.socketpair()
    return (its.detach(),) * 2, *((ours.detach(),) * 2)


def start(command, ends, pipes):
    """With a socket, standard error is that too, as under xinetd."""
    error = nowhere if pipes else ends[1]
    actions = [(os.POSIX_SPAWN_DUP2, end, fd) for fd, end in enumerate((*ends, error))]
    return os.posix_spawnp(command[0], command, {'PATH': os.environ['PATH']}, file_actions=actions)


def reply(our_input):
    """One reply, of one or more lines; empty when the program has closed."""
    text = b''
    while not text.endswith(b'\r\n') or text[text.rfind(b'\n', 0, -1) + 1:][3:4] == b'-':
        data = os.read(our_input, 65536)
        if not data:
            break
        text += data
    return text


def launch(program):
    pipes, until = program.get('pipes', False), program.get('until', 'quit')
    ends, our_input, ours = channel(pipes)
    for fd in {our_input, ours}:
        os.set_inheritable(fd, False)
    began = time.perf_counter()
    pid = start(program['command'], ends, pipes)
    for fd in set(ends):
        os.close(fd)
    first = reply(our_input)
    greeting = time.perf_counter() - began
    if until == 'quit':
        for command, code in ((hello, b'250'), (b'QUIT\r\n', b'221')):
            os.write(ours, command)
            got = reply(our_input)
            if not got.startswith(code):
                sys.exit(f'{program["name"]}: {first + got}')
    while os.read(our_input, 65536):
        pass
    # A client that has heard the end leaves; the program would wait for that.
    for fd in {our_input, ours}:
        os.close(fd)
    used = os.wait4(pid, 0)[2]
    return (used.ru_utime + used.ru_stime) * 1000, greeting * 1000


seen = {program['name']: {'cpu': [], 'greeting': []} for program in job['programs']}
# The first round only fills caches. Every other one goes backwards, so that no place in the order has an advantage.
for number in range(job['rounds'] + 1):
    for program in job['programs'][::-1 if number % 2 else 1]:
        cpu, greeting = launch(program)
        if number > 0:
            seen[program['name']]['cpu'].append(cpu)
            seen[program['name']]['greeting'].append(greeting)
print(json.dumps(seen), flush=True)

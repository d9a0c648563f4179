"""Opens TCP connections between two network namespaces, loads a rule set, and finds out which go on.

The arguments are the process in the namespace of the peer, a shell command that loads the rule set, and who
sends the first byte on each connection after that: the host or the peer. It prints a line for each connection: to port 2222 and to port 9999 of
the host, and from the host.
"""

import contextlib
import socket
import subprocess
import sys
import threading
import time

HOST, PEER = "10.9.0.1", "10.9.0.2"
PORTS = [2222, 9999]
at_host = []


def echo(connection):
    at_host.append(connection)
    try:
        while data := connection.recv(100):
            connection.sendall(data)
    except OSError:
        pass  # The peer gave up.


def serve(listener):
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=echo, args=(connection,), daemon=True).start()


def answers(connection):
    connection.settimeout(1)
    try:
        connection.sendall(b"?")
        while data := connection.recv(100):
            if b"?" in data:
                return True
        return False
    except OSError:
        return False


def peer():
    with socket.create_server((PEER, 7777)) as listener:
        print("ready", flush=True)
        connections = {"from": listener.accept()[0]}
    for port in PORTS:
        connections[str(port)] = socket.create_connection((HOST, port), 5)
    if not all(answers(connection) for connection in connections.values()):
        sys.exit("the connections do not work before the rule set is loaded")
    print("loaded?", flush=True)
    sys.stdin.readline()
    for name, connection in connections.items():
        print(name, "goes on" if answers(connection) else "is cut", flush=True)


def host(process, load, first):
    for port in PORTS:
        threading.Thread(target=serve, args=(socket.create_server((HOST, port)),), daemon=True).start()
    command = ["nsenter", "-t", process, "-n", sys.executable, sys.argv[0]]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "ready\n"
        threading.Thread(target=echo, args=(socket.create_connection((PEER, 7777)),), daemon=True).start()
        assert other.stdout.readline() == "loaded?\n"
        subprocess.run(["sh", "-c", load], check=True)
        if first == "host":
            for connection in at_host:
                with contextlib.suppress(OSError):
                    connection.sendall(b"!")
            time.sleep(0.2)
        print(other.communicate("\n")[0], end="")
    sys.exit(other.returncode)


if len(sys.argv) > 1:
    host(*sys.argv[1:])
else:
    peer()

"""Runs the AWS CLI without its start-up, which takes most of the time of a short call.

aws_cli.py FOLDER      The server. It imports the CLI once, writes the command FOLDER/aws, prints "ready", and runs each call in a child process.
aws_cli.py FOLDER …    The command. It sends its arguments, directory, environment and standard streams to the server. It must start fast.
"""

import json
import os
import socket
import sys


def call(address, arguments):
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(address)
        request = json.dumps([arguments, os.getcwd(), dict(os.environ)]).encode()
        server.sendall(request[socket.send_fds(server, [request], [0, 1, 2]):])
        server.shutdown(socket.SHUT_WR)
        return (server.recv(1) or b"\xff")[0]


def answer(connection):
    from awscli.clidriver import create_clidriver

    request, streams, _, _ = socket.recv_fds(connection, 1 << 16, 3)
    while part := connection.recv(1 << 16):
        request += part
    arguments, directory, environment = json.loads(request)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.chdir(directory)
    # Version 1 of the CLI sets AWS_DATA_PATH when it is imported. Keep this value.
    data = os.environ.get("AWS_DATA_PATH", "")
    os.environ.clear()
    os.environ.update(environment, AWS_DATA_PATH=data)
    try:
        code = create_clidriver().main(arguments)
    except SystemExit as ending:
        code = ending.code
    sys.stdout.flush()
    sys.stderr.flush()
    connection.send(bytes([code]))


def serve(folder, address):
    import signal
    import traceback

    from awscli.clidriver import create_clidriver

    # The first driver imports the customizations of all commands, so that the child processes need not import them.
    create_clidriver()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        command = os.path.join(folder, "aws")
        with open(command, "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\nexec '{sys.executable}' -IS '{os.path.abspath(__file__)}' '{folder}' \"$@\"\n")
        os.chmod(command, 0o755)
        print("ready", flush=True)
        # The kernel removes child processes that have ended.
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        while True:
            connection, _ = listener.accept()
            with connection:
                if os.fork() == 0:
                    try:
                        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                        answer(connection)
                    except Exception:
                        traceback.print_exc()
                    finally:
                        os._exit(1)


def main(folder, *arguments):
    address = os.path.join(folder, "socket")
    return call(address, arguments) if arguments else serve(folder, address)


sys.exit(main(*sys.argv[1:]))

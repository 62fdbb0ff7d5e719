#!/usr/bin/env python3
"""Runs a program where packets to 169.254.169.254 vanish: call it as `unshare -rn black_hole.py PROGRAM`.

In a network of its own the loopback device gets that address, and a listener whose queue is full: the kernel drops every further
attempt to connect, as a network does that has no metadata service and says nothing."""
import fcntl
import socket
import struct
import subprocess
import sys

SET_ADDRESS, SET_FLAGS = 0x8916, 0x8914
UP_AND_RUNNING = 0x1 | 0x40


def interface_request(name, address):
    family_and_address = struct.pack("<HH4s8x", socket.AF_INET, 0, socket.inet_aton(address))
    return struct.pack("16s16s", name, family_and_address)


def main():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SET_FLAGS, struct.pack("16sH14x", b"lo", UP_AND_RUNNING))
        fcntl.ioctl(control, SET_ADDRESS, interface_request(b"lo:1", "169.254.169.254"))
    listener = socket.create_server(("169.254.169.254", 80), backlog=0)
    full = []
    for _ in range(4):
        waiting = socket.socket()
        waiting.setblocking(False)
        waiting.connect_ex(("169.254.169.254", 80))
        full.append(waiting)
    done = subprocess.run(sys.argv[1:])
    listener.close()
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())

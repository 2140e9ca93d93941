#!/usr/bin/env python3
"""A small web server that can be started in the middle of a scenario: web.py PORT."""
import socketserver
import sys


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        while self.rfile.readline().strip():
            pass
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlab\n")


socketserver.ThreadingTCPServer.allow_reuse_address = True
socketserver.ThreadingTCPServer.request_queue_size = 100
socketserver.ThreadingTCPServer(("", int(sys.argv[1])), Handler).serve_forever()

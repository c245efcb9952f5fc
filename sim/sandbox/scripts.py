"""Small programs that an operator starts on a sandbox: Python, for the host has that."""

STRANGER = """
import http.server, socket, sys

class Stranger(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"status":"ok"}')

class Server(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6 if sys.argv[2:] else socket.AF_INET

Server((*sys.argv[2:], "0.0.0.0")[0:1] + (int(sys.argv[1]),), Stranger).serve_forever()
"""
LISTENER = """
import json, sys
from deploy.adapters.processes import LocalProcesses

found = LocalProcesses().listener(int(sys.argv[1]))
print(json.dumps(found))  # a tuple, or nothing
"""
HOLDER = """
import fcntl, os, sys, time

os.makedirs(os.path.dirname(sys.argv[1]), exist_ok=True)
file = open(sys.argv[1], "w")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(3600)
"""

"""The web server's settings, the same in bin/demo and in the image.

The access log names the path without its query, so no search text or token ends in a log. The
secret address of a calendar is a path: its secret is covered.
"""

import logging
import re

from gunicorn.glogging import Logger

# the same as in faelles.logs, which cannot be imported yet: the program is not on the path
SECRET = re.compile(r"(/akuttelefon/kalender/|/supervision/kalender/feed/)[^\s\"'?]+")


class Line(logging.Formatter):
    """A line of the log without the secret part of an address."""

    def format(self, record):
        return SECRET.sub(r"\1•••", super().format(record))


class QuietLogger(Logger):
    """Gunicorn's own lines about requests and about what went wrong with them."""

    def setup(self, cfg):
        super().setup(cfg)
        for log in (self.access_log, self.error_log):
            for handler in log.handlers:
                of = handler.formatter
                handler.setFormatter(Line(of._fmt if of else None, of.datefmt if of else None))


worker_class = "gthread"
preload_app = True
workers = 2
threads = 4
timeout = 60
graceful_timeout = 10
keepalive = 5
max_requests = 5000
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm"
control_socket_disable = True
logger_class = QuietLogger
accesslog = "-"
access_log_format = "%(m)s %(U)s %(s)s %(M)s ms"

"""The web server's settings, the same in bin/demo and in the image.

The access log names the path without its query, so no search text or token ends in a log.
"""

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
accesslog = "-"
access_log_format = "%(m)s %(U)s %(s)s %(M)s ms"

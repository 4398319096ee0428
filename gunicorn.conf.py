"""How the web process runs; the same file serves the demo and production (HOST, PORT, WEB_WORKERS, WEB_THREADS)."""

import os

wsgi_app = "config.wsgi:application"
pythonpath = "site"
bind = os.environ.get("BIND") or f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 30
graceful_timeout = 30
keepalive = 5
max_requests = 5000  # a worker that has served this many is replaced, so that memory cannot creep
max_requests_jitter = 500
control_socket_disable = True

# Only the reverse proxy on this machine may say how the visitor reached it.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")

# The path without its query: what people search for or type does not belong in a log.
accesslog = "-" if os.environ.get("ACCESS_LOG", "") else None
access_log_format = '%(t)s "%(m)s %(U)s" %(s)s %(B)s %(L)s'
errorlog = "-"
loglevel = os.environ.get("LOG_LEVEL", "warning").lower()

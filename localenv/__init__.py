"""The running environment: virtual environment, embedded PostgreSQL and Redis, start and stop.

Knows how processes are started on one machine; knows nothing of the domain. In production the
same processes are started by docker-compose.yml or the ward's own service manager.
"""

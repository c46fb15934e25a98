"""Django's PostgreSQL backend, which stamps the open trust on each transaction and makes tenant tables safe."""

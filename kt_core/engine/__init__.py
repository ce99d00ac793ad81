"""All that imports keras, and the processes it runs in: host, zygote, answerer, workers.

Only this package imports keras or tensorflow; `host` and what it imports do not.
"""

"""What each step costs, measured beside a naive shop, a peer library and the limit of what the machine can do.

It costs minutes, and a machine with little else to do.
"""

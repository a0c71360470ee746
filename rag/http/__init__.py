"""The HTTP front: routes, shapes, problems, server-sent events, and the gates before them."""

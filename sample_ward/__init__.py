"""A sample ward: about 40 households that are plainly fictitious, over all states and bodies.

Made through the services of the apps, each event by the member of staff who would do it, so that
every row stands behind the same walls as real ones. Only with DEVELOPMENT=1.
"""

"""What a member of staff has typed and not yet sent, and the keys against double submits.

Rows here belong to one person, are read by nobody else, and are not part of any record.
"""

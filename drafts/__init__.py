"""What a member of staff has typed and not yet sent, the keys against double submits, and the words of her last search.

What lies here belongs to one person, is read by nobody else, and is not part of any record.
"""

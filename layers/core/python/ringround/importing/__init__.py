"""Reading the files that people really have (field.md, section 5): registers, phone files, VAN exports,
one-file lists.

Text in, households out: `reading.read` takes files and gives households of the domain in the order of their
ids, a file of problems, and counts. It knows no table and no network, keeps its working data in one temporary
SQLite file, and so needs the same memory for a thousand rows as for a million.
"""

"""What ringround is made of that others made: which packages, under which licences, and what is known against them.

`python -m infra.supply licences|sbom|audit`. All of it goes by the lock files, so it says the same on every machine.
"""

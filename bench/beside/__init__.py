"""The same job on Amazon's DynamoDB Local and on PostgreSQL: claim a household, record its call, again and again.

Both sides keep the same households, follow the same rules with the same code (`ringround.domain`) and promise the
same: nobody in two hands, limits of the caller, the order of the queue, a call once however often it is sent.
"""

"""The projections: version 1 and version 2 of the order summary, each a pure rule from an event to an order's row.

Version 1 counts lines. Version 2 also answers how many pieces, which line is the largest and when the order was
confirmed, for old orders too, because their events knew all along.
"""

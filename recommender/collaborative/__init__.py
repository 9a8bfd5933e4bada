"""What everybody's interactions tell: item × item matrices, and how a person's events are weighed into them.

A term is a matrix times a weighting: the score of item j is the sum over the person's events i of w(i) · M[i, j].
Nothing is kept of a person but their events; all matrices follow from the log and can be brought up to date with it.
"""

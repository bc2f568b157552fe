"""Labelled forms made by rule: random departments in the layouts of the official forms, with what they say.

Everything here is synthetic. The same seed always gives the same document.
"""

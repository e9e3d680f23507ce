"""Warm kernels: ordinary IPython kernels that start in a fraction of the time.

Starting a kernel costs more than running the cells of a notebook: a new interpreter, and pandas, matplotlib and cjtools
imported once more. Here one *warm process* has all that imported and forks each kernel from itself. The kernel is
ipykernel as ever, reached as ever; nothing is shared between kernels but memory that is copied when written to.

=================  ==================================================================
:mod:`.server`     the warm process: imports, waits, forks
:mod:`.child`      what a fork does to become a kernel as good as a newly started one
:mod:`.process`    starting a warm process, and asking it for kernels
:mod:`.keeper`     the warm process of a long-lived program
:mod:`.provisioner` jupyter_client's door to it, by the name ``cjtools-warm``
:mod:`.client`     a client that does not wait longer for a kernel than it takes
=================  ==================================================================

Only Linux can fork safely here; elsewhere, and whenever a request does not fit the warm process, the ordinary kernel is
started, with the same results.

``kernel.json`` is installed with the package: JupyterLab then offers the warm kernel beside the ordinary one.
"""

NAME = "cjtools-warm"

"""What runs inside of somebody's ZenML: reads its flavors, and answers requests about its stacks.

This package runs in an interpreter that is not stackls' own, as a directory:

    python PATH/stackls_probe catalog OUT_DIR
    python PATH/stackls_probe serve --root FOLDER [--import-root FOLDER]

It uses the standard library and the syntax of Python 3.8, and imports ZenML and the Kubernetes
client besides. stackls itself imports only `stackls_probe.protocol`, which both sides go by, and
never ZenML.
"""

"""Run configurations: the YAML that pipelines are run with, by ``config_path`` or ``-c``."""

"""Stack files with mistakes in all kinds of layouts, for the tiny catalog."""

from __future__ import annotations

from tests.support.stack_texts import HEAD

HARBOR = "  orchestrator:\n    name: a\n    flavor: harbor\n"
STORE = "  artifact_store:\n    name: b\n    flavor: local\n    configuration: {}\n"

IN_AN_ORCHESTRATOR = [
    "    configuration : {}\n",
    "    configuration: &c {}\n",
    "    configuration: !!map {}\n",
    "    configuration:\n      {}\n",
    "    configuration: {}  # none\n",
    "    configuration: {\n      workers: 1, # c\n    }\n",
    "    configuration: {\n      workers: 1 # c\n    }\n",
    "    configuration: {workers: 1,}\n",
    "    configuration: { workers: 1 }\n",
    "    configuration: {workers: 1, mode: }\n",
    "    configuration: {workers: 1, mode}\n",
    "    configuration: {\n    }\n",
    "    configuration: { }\n",
    "    configuration:\n      workers: 1\n      tags:\n        a: |\n          x\n\n",
    "    configuration:\n      workers: 1\n      token: |+\n          x\n\n",
    "    configuration:\n      workers: 1  # last\n",
    "    configuration:\n      workers: 1\n      # end\n",
    "    configuration:\n      tags: {a: b,\n        c: d}\n",
    "    configuration:\n      workers: 1\n      mode:\n",
    "    configuration:\n        workers:   \n",
    "    configuration:\n      region: 5\n      region: x\n",
    "    configuration: {region: 5, region: x}\n",
    "    configuration:\n      region: &r 5\n      endpoint: *r\n",
    "    configuration:\n      region: !!int 5\n",
    "    configuration:\n      region: 5\n      mode: &m slow\n",
    "    configuration:\n      region: x\n      mode: |\n        fasst\n",
    "    configuration:\n      region: x\n      names: a # c\n",
    "    configuration:\n      region: x\n      names: a, b\n",
    "    configuration:\n      region: x\n      names: 'a'\n",
    "    configuration:\n      region: x\n      names: |\n        a\n",
    "    configuration:\n      region: x\n      names: a\n       b\n",
    "    configuration:\n      region: x\n      names: x: y\n",
    "    configuration:\n      region: x\n      names: &n a\n",
    "    configuration:\n      region: x\n      names: http://a/?b\n",
    "    configuration:\n      region: x\n      synchronous: 5\n",
    "    configuration: {region: x, synchronous: maybe}\n",
    "    configuration:\n      region: x\n      workers: many\n",
    "    configuration:\n      region: x\n      workers: many  # c\n",
    "    configuration: {region: x, workers: many}\n",
    "    configuration:\n      region: x\n      workers:\n        - 1\n        - 2\n",
    "    configuration:\n      region: x\n      wrokers: 1\n",
    "    configuration:\n      region: x\n      'wrokers': 1\n",
    "    configuration:\n      region: x\n      ? wrokers\n      : 1\n",
    "    configuration:\n      region: x\n      ?\n        wrokers\n      : 1\n",
    "    configuration:\n      ? mode\n      : fast\n",
    "    configuration:\n      ? mode\n      : fast\n      ? wrokers\n      : 1\n",
    "    configuration:\n      &m mode: fast\n",
    "    configuration:\n      ? mode\n",
    "    configuration:\n      ? mode\n      :\n",
    "    configuration:\n      workers: 1\n      ? mode\n",
    (
        "    configuration:\n      region: x\n      mounts:\n        - ? zzz\n          : 1\n"
        "          path: a\n"
    ),
    "    configuration:\n      region: x\n      &w wrokers: 1\n",
    "    configuration:\n      region: x\n      zzz:\n        a: b\n      # c\n      mode: fast\n",
    "    configuration: {region: x, zzz: {a: b}}\n",
    "    configuration: {zzz: 1, region: x}\n",
    "    configuration: {zzz: 1, # c\n      region: x}\n",
    "    configuration: {region: x, # c\n      zzz: 1}\n",
    "    configuration:\n      region: x\n      endpoint: '{{a.b}}'\n",
    "    configuration:\n      region: x\n      token: {{a.b}}\n",
    "    configuration:\n      region: x\n      token: {{a.b}}  # c\n",
    "    configuration: {region: x, token: {{a.b}}}\n",
    "    configuration:\n      region: x\n      token: 2024-13-45\n",
    "    configuration: {region: 2024-13-45}\n",
    "    configuration:\n      region: =\n",
    "    configuration:\n      region: x\n      pod_settings: {host_ipc: 7}\n",
    "    configuration:\n      region: x\n      pod_settings:\n        host_ipc: 7\n",
    (
        "    configuration:\n      region: x\n      mounts:\n        - path: a\n"
        "          red_only: true\n        - {path: 5}\n        - {}\n"
    ),
    "    configuration:\n      region: yes\n",
    "    configuration:\n      region: 12:30\n",
    "    configuration:\n      region: 2024-01-01\n",
    "    configuration:\n      region: x\n      old_mode: y\n",
    "    configuration:\n      region: x\n      old_mode: y\n      mode: fast\n",
    "    configuration: {region: x, old_mode: y}\n",
    "    configuration:\n      region: x\n      token: hunter2\n",
    "    configuration: {region: x, token: hunter2}\n",
    "    type: artifact_store\n    configuration:\n      region: x\n",
    "    type: 5\n    configuration:\n      region: x\n",
    "    configuration:\n\tregion: x\n",
    "    configuration:\n      region: 'x\n",
    "    configuration:\n      region: [x\n",
    "    configuration:\n      region: {{a.b}}/x\n",
    "    configuration:\n      region: @x\n",
    "    configuration:\n      region x\n",
    "    configuration:\n      region: a: b\n",
    "    configuration:\n      region: x\t# c\n",
    "    configuration:\n      names: [x?y]\n      region: x\n",
    "   configuration:\n      region: x\n",
    "    configuration:\n      region: %x\n",
    "    configuration:\n      region: *x\n",
]
"""What follows on the flavor of an orchestrator."""

BESIDE_A_STORE = [
    "  orchestrator: {name: a, flavor: harbor, configuration: {}}\n",
    "  orchestrator: {name: a, flavor: harbor, configuration : {}}\n",
    "  orchestrator: {name: a, flavor: harbor,\n    configuration: {}}\n",
    "  orchestrator:\n  - {name: a, flavor: harbor, configuration: {}}\n",
    "  orchestrator: {flavor: harbor, configuration: {region: x}}\n",
    "  orchestrator: {flavor: harbor, configuration: {region: x}, # c\n   }\n",
    "  orchestrator: {name, flavor: harbor, configuration: {region: x}}\n",
    "  orchestrator: {name: , flavor: harbor, configuration: {region: x}}\n",
    "  orchestrator: {name: ~, flavor: harbor, configuration: {region: x}}\n",
    "  orchestrator: {name : null, flavor: harbor, configuration: {region: x}}\n",
    "  orchestrator: {name: a, flavor: harbor, configuration}\n",
    "  orchestrator: {name: a, flavor: harbor, configuration: ~}\n",
    "  orchestrator:\n    name : \n    flavor: harbor\n    configuration: {region: x}\n",
    "  orchestrator:\n    name:  # c\n    flavor: harbor\n    configuration:  # d\n",
    "  orchestrator:\n    ? name\n    : ~\n    flavor: harbor\n    configuration: {region: x}\n",
    "  orchestrator:\n    ? name\n    flavor: harbor\n    configuration: {region: x}\n",
    "  orchestrator:\n    ? flavor\n    : local\n    configuration: {}\n",
    "  orchestrator:\n    flavor: local\n    ? configuration\n    : {}\n",
    "  orchestrator:\n    configuration: {}\n    ? flavor\n",
    "  orchestrator:\n    - ? flavor\n      : local\n      ? configuration\n      : {}\n",
    "  ? orchestrator\n  : flavor: local\n    configuration: {}\n",
    "  ? metadata_store\n  : flavor: local\n",
    "  orchestrator:\n    name: &n ~\n    flavor: harbor\n    configuration: {region: x}\n",
    "  orchestrator:\n    flavor: &f lokal\n    name: *f\n    configuration: {}\n",
    "  orchestrator:\n    flavor: '5'\n    configuration: {}\n",
    "  orchestrator:\n    - flavor: local\n      configuration: {}\n",
    "  orchestrator:\n    -   flavor: local\n        configuration: {}\n",
    "  orchestrator:\n    - configuration: {}\n",
    "  orchestrator:\n",
    "  orchestrator:  # todo\n",
    "  orchestrator :\n",
    "  orchestrator: []\n",
    "  orchestrator: [ ]\n",
    "  orchestrator: &o []\n",
    "  orchestrator: ~\n",
    "  orchestrator: [~]\n",
    "  orchestrator: [x]\n",
    "  orchestrator: x\n",
    "  orchestrator: 'x: y'\n",
    "  orchestrator:\n    -\n",
    "  orchestrator:\n    - x\n",
    "",
    (
        "  orchestrator:\n    - name: a\n      # why\n      name: b\n"
        "      flavor: local\n      configuration: {}\n"
    ),
    (
        "  orchestrator:\n    - name: a  # first\n      name: b\n      flavor: local\n"
        "      configuration: {}\n"
    ),
    "  orchestrators:\n    name: a\n    flavor: harbor\n    configuration:\n      region: x\n",
    '  "orchestratr":\n    name: a\n    flavor: harbor\n    configuration:\n      region: x\n',
    (
        "  metadata_store:\n    name: x\n    flavor: y\n  # c\n  orchestrator:\n"
        "    name: a\n    flavor: harbor\n    configuration:\n      region: x\n"
    ),
]
"""What stands below components, beside an artifact store."""

WHOLE = [
    (
        "stack_name: demo\nzenml_version: 1.2.3\ncomponents:\n  artifact_store:\n"
        "    name: b\n    flavor: local\n    configuration: {}"
    ),
    (
        "stack_name: demo\nzenml_version: 1.2.3\ncomponents:\n  artifact_store:\n"
        "    name: b\n    flavor: local\n    configuration: {}\n  # end\n"
    ),
    (
        "stack_name: demo\nzenml_version: 1.2.3\ncomponents:\n"
        "  artifact_store: {name: b, flavor: local, configuration: {}}"
    ),
    (
        "stack_name: demo\nzenml_version: 1.2.3\ncomponents:\n  artifact_store:\n"
        "    name: b\n    flavor: local\n    configuration: {}\n\n\n\nother: x\n"
    ),
    (
        "stack_name: demo\nzenml_version: 1.2.3\ncomponents:\n  ? artifact_store\n"
        "  : name: b\n    flavor: local\n    configuration: {}\n# end\n"
    ),
    (
        "stack_name: demo\nzenml_version: 1.2.3\n? components\n: ? artifact_store\n"
        "  : - name: b\n      flavor: local\n      configuration: {}\n"
    ),
    "stack_name: demo\nzenml_version: 1.2.3\ncomponents:\n  ? artifact_store\n  :\n",
    "stack_name: demo\nzenml_version: 1.2.3\ncomponents: {}\n",
    "stack_name: demo\nzenml_version: 1.2.3\ncomponents : {}\n",
    "stack_name: demo\nzenml_version: 1.2.3\ncomponents: &c {}\n",
    "stack_name: demo\nzenml_version: 1.2.3\ncomponents: { }  # c\n",
    "{stack_name: demo, zenml_version: 1.2.3, components: {}}",
    (
        "{stack_name: demo, zenml_version: 1.2.3,"
        " components: {artifact_store: {name: b, flavor: local, configuration: {}}}}"
    ),
    "{stack_name: demo, zenml_version: 1.2.3}",
    "{stack_name: demo, zenml_version: 1.2.3, components: }",
    "{stack_name: , zenml_version: ~, components: ~}",
    "{}",
    "[]",
    "x",
    "5",
    "stack_name: demo\nzenml_version: 1.2.3\n",
    "stack_name: demo\nzenml_version: 1.2.3",
    "stack_name: demo\nzenml_version: 1.2.3\ncomponents:",
    "stack_name: demo\nzenml_version: 1.2.3\ncomponents:  # c\n",
    "stack_name: demo\nzenml_version: 1.2.3\ncomponents: ~\n",
    "stack_name: demo\nzenml_version: 1.2.3\ncomponents: []\n",
    "stack_name: demo\nzenml_version: 1.2.3\ncomponents: x\n",
    "stack_name: demo\nzenml_version: 1.2.3\ncomponents :\n",
    "# c\nzenml_version: 1.2.3\ncomponents:\n" + STORE,
    "---\nzenml_version: 1.2.3\ncomponents:\n" + STORE,
    "\ufeffzenml_version: 1.2.3\ncomponents:\n" + STORE,
    (
        "  zenml_version: 1.2.3\n  components:\n"
        "    artifact_store: {name: b, flavor: local, configuration: {}}\n"
    ),
    "stack_name: demo\ncomponents:\n" + STORE,
    "stack_name : \nzenml_version : ~\ncomponents:\n" + STORE,
    "stack_name: |\nzenml_version: >\ncomponents:\n" + STORE,
    "stack_name: ''\nzenml_version: ''\ncomponents:\n" + STORE,
    "stack_name: [a]\nzenml_version: [1]\ncomponents:\n" + STORE,
    "stack_name: {a: b}\nzenml_version: {a: b}\ncomponents:\n" + STORE,
    "stack_name:\n  a: b\nzenml_version:\n  a: b\ncomponents:\n" + STORE,
    "stack_name: &s 5\nzenml_version: &z 1.2\nx: *s\ny: *z\ncomponents:\n" + STORE,
    "x: &s 5\nstack_name: *s\nzenml_version: *s\ncomponents:\n" + STORE,
    "stack_name: 5 # c\nzenml_version: 1.2 # c\ncomponents:\n" + STORE,
    "stack_name: !!int '5'\nzenml_version: !!float '1.2'\ncomponents:\n" + STORE,
    (
        "stack_name: demo\nzenml_version: 1.2.3\ncomponents:\n  orchestrator:\n"
        "    name: a\n    flavor: harbor\n    configuration:\n      region: x\n"
        "  artifact_store:\n    name: b\n    flavor: s3\n"
        "    configuration: {path: gs://x}\n"
    ),
    (
        "stack_name: demo\nzenml_version: 1.2.3\ncomponents:\n  orchestrator:\n"
        "    name: a\n    flavor: harbor\n    configuration:\n      region: x\n"
        "  artifact_store:\n    name: b\n    flavor: s3\n"
        '    configuration: {path: "gs://x/${Y}"}\n'
    ),
    "stack_name: demo\nzenml_version: 0.9.9 # c\ncomponents:\n  orchestrator:\n"
    "    name: a\n    flavor: harbor\n    configuration:\n      region: x\n" + STORE,
    'stack_name: demo\nzenml_version: "0.9.9"\ncomponents:\n  orchestrator:\n'
    "    name: a\n    flavor: harbor\n    configuration:\n      region: x\n" + STORE,
]
"""Whole files."""

LAYOUTS = [
    *(HEAD + HARBOR + text + STORE for text in IN_AN_ORCHESTRATOR),
    *(HEAD + text + STORE for text in BESIDE_A_STORE),
    *WHOLE,
]

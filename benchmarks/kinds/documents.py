"""Stack files with a slip in them that a colleague would see, by kind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .inputs import GOOD, HEAD, RUNNER, STORE, Document

_PODS = (
    HEAD + "  artifact_store:\n    name: bk\n    flavor: s3\n    configuration: {path: 's3://b'}\n"
    "  container_registry:\n    name: r1\n    flavor: default\n"
    "    configuration: {uri: reg.example.com/team}\n"
    "  orchestrator:\n    name: ko\n    flavor: kubernetes\n    configuration:\n"
    "      pod_settings:\n        "
)
_IN_PODS = (
    ("volume_mounts: [{name: d, mount_path: /d}]", "mountPath"),
    ("volume_mounts: [{name: d, mountPath: /d, sub_path: x}]", "subPath"),
    ("tolerations: [{key: a, toleration_seconds: 30}]", "tolerationSeconds"),
    ("volumes: [{name: d, host_path: {path: /x}}]", "hostPath"),
    ("volumes: [{name: d, persistentVolumeClaim: {claim_name: c}}]", "claimName"),
    ("volumes: [{name: d, emptyDir: {size_limit: 1Gi}}]", "sizeLimit"),
    ("resources: {request: {cpu: '1'}}", "requests"),
    ("affinity: {node_affinity: {}}", "nodeAffinity"),
    ("env: [{name: A, value_from: {secretKeyRef: {key: k, name: n}}}]", "valueFrom"),
    ("env: [{name: A, valueFrom: {secret_key_ref: {key: k, name: n}}}]", "secretKeyRef"),
    ("env_from: [{config_map_ref: {name: c}}]", "configMapRef"),
    ("container_security_context: {run_as_user: 1}", "runAsUser"),
    ("additional_pod_spec_args: {hostNetwork: true}", "host_network"),
    ("env: [{name: PORT, value: 8080}]", "value: '8080'"),
    ("env: [{name: ON, value: yes}]", "value: 'yes'"),
    ("tolerations: [{key: a, value: true}]", "value: 'true'"),
    ("tolerations: [{key: a, tolerationSeconds: '60'}]", "tolerationSeconds: 60"),
    ("tolerations: [{effect: NoSchedul}]", "effect: NoSchedule}"),
    ("tolerations: [{key: a, operator: exists}]", "operator: Exists"),
    ("volume_mounts: [{name: d, mountPath: /d, readOnly: 'true'}]", "readOnly: true"),
    ("container_security_context: {privileged: 'false'}", "privileged: false"),
    ("volumes: [{name: d, configMap: {name: c, defaultMode: '420'}}]", "defaultMode: 420"),
)


def _of_models() -> Iterator[Document]:
    for written, meant in _IN_PODS:
        key, _, value = meant.partition(": ")
        after = _closed(written, key, value) if value else _renamed(written, key)
        yield Document(_PODS + written + "\n", fixed=_PODS + after + "\n")


def _closed(written: str, key: str, value: str) -> str:
    return re.sub(rf"\b{key}: [^,}}]+", f"{key}: {value.rstrip('}')}", written, count=1)


def _renamed(written: str, key: str) -> str:
    """``written`` with the key that is nearly ``key``."""
    plain = key.replace("_", "").lower()
    for found in re.findall(r"(\w+):", written):
        said = found.replace("_", "").lower()
        if said == plain or said + "s" == plain:
            return re.sub(rf"\b{found}:", f"{key}:", written, count=1)
    raise AssertionError(written)


_BUCKET = (
    HEAD
    + RUNNER
    + ("  artifact_store:\n    name: bk\n    flavor: s3\n    configuration:\n      path: ")
)
_UNLIKE = (
    ('"s3://C:\\Users"', "'s3://C:\\Users'"),
    ('"s3://a\\data"', "'s3://a\\data'"),
    ('"s3://a\\Mine"', "'s3://a\\Mine'"),
    ('"s3://b\\temp"', "'s3://b\\temp'"),
    ('"s3://b\\new"', "'s3://b\\new'"),
    ('"s3://b\\build"', "'s3://b\\build'"),
    ("s3://b\u00a0", "s3://b"),
    ("s3://te\u200bam", "s3://team"),
    ("s3://eu\u2013west", "s3://eu-west"),
    ("s3://te\u0430m", "s3://team"),
    ("s3://b\uff0fx", "s3://b/x"),
    ("s3://b\ufeff", "s3://b"),
    ("|\n        s3://b", "s3://b"),
    (">\n        s3://b", "s3://b"),
    ('"s3://b "', '"s3://b"'),
    ("s3://b\n        /x", "s3://b/x"),
)
_UNREADABLE = (
    ("flavor\uff1alocal", r"U\+FF1A"),
    ("flavor:\u00a0local", r"U\+00A0"),
    ("flavor\u200b: local", r"U\+200B"),
    ("flavor: \u201clocal\u201d", r"U\+201[CD]"),
)


def _of_looks() -> Iterator[Document]:
    for written, meant in _UNLIKE:
        yield Document(f"{_BUCKET}{written}\n", fixed=f"{_BUCKET}{meant}\n")
    for written, character in _UNREADABLE:
        yield Document(GOOD.replace("flavor: local", written, 1), says=character)


_TOKEN = f"{_BUCKET}s3://b\n      key: '{{{{aws.key}}}}'\n      secret: "
_REFERENCES = (
    ("|\n        {{aws_creds.secret}}", "{{aws_creds.secret}}"),
    ('"{{ aws_creds.secret }"', "{{aws_creds.secret}}"),
    ('"{aws_creds.secret}}"', "{{aws_creds.secret}}"),
    ('"{{aws_creds:secret}}"', "{{aws_creds.secret}}"),
    ('"{{aws_creds secret}}"', "{{aws_creds.secret}}"),
    ('"{{{aws_creds.secret}}}"', "{{aws_creds.secret}}"),
    ('"[[aws_creds.secret]]"', "{{aws_creds.secret}}"),
    ('"{{aws_creds}}"', "{{aws_creds.secret}}"),
    ('"secret:aws_creds.secret"', "{{aws_creds.secret}}"),
    ('"{{aws_creds.secret}};"', "{{aws_creds.secret}}"),
)
_OF_OTHERS = (
    ('"${{ secrets.AWS }}"', "GitHub Actions"),
    ('"{{ .Values.key }}"', "Helm"),
    ('"op://vault/item/key"', "1Password"),
    ('"vault:secret/data#key"', "Vault"),
)
_BESIDE = (
    ("connector: prod", "import"),
    ("service_connector: prod", "connector"),
    ("labels: {a: b}", "import"),
    ("env: {A: b}", "environment"),
)


def _of_near_misses() -> Iterator[Document]:
    for written, meant in _REFERENCES:
        fixed = f"{_TOKEN}'{meant}'\n"
        yield Document(f"{_TOKEN}{written}\n", fixed=fixed, never=r"\{\{bk\.")
    for written, tool in _OF_OTHERS:
        yield Document(f"{_TOKEN}{written}\n", says=tool, never=r"\{\{bk\.")
    for key, said in _BESIDE:
        lines = f"    flavor: local\n    {key}\n"
        text = GOOD.replace("    flavor: local\n", lines, 1)
        yield Document(text, says=rf"(?i)(apply|mean|connect).*{said}|{said}.*(apply|mean|connect)")


_PATHS = (
    ("s3:/b", "s3://b"),
    ("'s3:\\\\b\\x'", "s3://b/x"),
    ("arn:aws:s3:::b", "s3://b"),
    ("arn:aws-cn:s3:::b/x", "s3://b/x"),
    ("https://b.s3.amazonaws.com/x", "s3://b/x"),
    ("https://b.s3.eu-west-1.amazonaws.com", "s3://b"),
    ("https://s3.eu-west-1.amazonaws.com/b/x", "s3://b/x"),
    ("s3a://b/x", "s3://b/x"),
    ("S3://b", "s3://b"),
    ("b/x", "s3://b/x"),
    ("./artifacts", ""),
    ("/mnt/artifacts", ""),
    ("file:///b", ""),
    ("https://example.com/b", ""),
    ("http://minio:9000/b", ""),
)
_PIECES = (
    "[ name: o1, flavor: local, configuration: {} ]",
    "[name: o1, flavor: local, configuration: {}]",
)


def _of_intent() -> Iterator[Document]:
    for written, meant in _PATHS:
        if meant:
            quote = written[0] if written[0] in "'\"" else ""
            fixed = f"{_BUCKET}{quote}{meant}{quote}\n"
            yield Document(f"{_BUCKET}{written}\n", fixed=fixed)
        else:
            never = r"path: ['\"]?s3://(?!my-bucket)"
            yield Document(f"{_BUCKET}{written}\n", says="s3://", never=never)
    for written in _PIECES:
        text = f"{HEAD}  orchestrator: {written}\n{STORE}"
        yield Document(text, fixed=text.replace("[", "{").replace("]", "}"), most=1)


_DEFAULTS = tuple(
    (kind, name, flavor, value)
    for kind, flavor, value in (
        ("orchestrator", "kubernetes", "{}"),
        ("artifact_store", "s3", "{path: 's3://b'}"),
        ("deployer", "docker", "{}"),
    )
    for name in ("default", "d", "def", "defaul")
)


def _of_every_zenml() -> Iterator[Document]:
    for kind, name, flavor, value in _DEFAULTS:
        own = f"  {kind}:\n    name: {name}\n    flavor: {flavor}\n    configuration: {value}\n"
        others = "".join(
            one for of, one in (("orchestrator", RUNNER), ("artifact_store", STORE)) if of != kind
        )
        yield Document(HEAD + others + own, says="Every ZenML has an? .* named default")
    for kind in ("orchestrator", "artifact_store"):
        name = "o1" if kind == "orchestrator" else "a1"
        yield Document(GOOD.replace(f"name: {name}", "name: default"), never="Every ZenML", most=0)


_OWN = "components:\n  orchestrator:\n    name: o\n    flavor: local\n"
_NOT_OURS = (
    "project:\n  name: demo\n" + _OWN,
    _OWN + "stacks:\n  local:\n    enabled: true\n",
    "settings: {debug: true}\n" + _OWN,
    "app: demo\n" + _OWN + "environments: [a, b]\n",
    "services: {a: b}\n" + _OWN,
    "components:\n  schemas:\n    orchestrator: {}\n",
    "openapi: 3.0.0\ncomponents:\n  schemas: {}\n",
    "components:\n  - orchestrator\n",
    "components:\n  terraform:\n    vpc:\n      vars: {}\n",
    "x:\n  stack_name: x\n  components:\n    orchestrator: {}\n",
)
_OURS = (
    GOOD,
    "_common: &c {}\n" + _OWN,
    "zenml_version: 0.98.0\nteam: x\n" + _OWN,
    "stack_nam: x\n" + _OWN,
)


def _of_files() -> Iterator[Document]:
    for text in _NOT_OURS:
        yield Document(text, ours=False)
    for text in _OURS:
        yield Document(text, ours=True)


_FALSY = ("no", "0", "0.0", "''", "null", "[]", "{}", "false", "off", "~", '""', "No", "NO")


def _of_names() -> Iterator[Document]:
    for name in _FALSY:
        text = GOOD.replace("name: o1", f"name: {name}")
        yield Document(text, says="takes the active stack", severity="warning", most=0)


_CONSTRAINED = (
    ("deployer", "aws", "{health_check_protocol: HTTPS}", "one of TCP, HTTP"),
    ("deployer", "docker", "{port_range: [1, 2, 3]}", "but there are 3"),
    ("deployer", "docker", "{port_range: [1]}", "but there is 1"),
    ("step_operator", "ssh", "{hostname: '', username: a, ssh_key_path: x}", "cannot be empty"),
    ("deployer", "aws", "{health_check_protocol: 'no'}", "one of TCP, HTTP"),
)
_ANCHORS = "_c: &c\n  path: s3://team\n"


def _of_words() -> Iterator[Document]:
    for kind, flavor, value, said in _CONSTRAINED:
        own = f"  {kind}:\n    name: x1\n    flavor: {flavor}\n    configuration: {value}\n"
        yield Document(GOOD + own, says=said, never=r"matching|\^[A-Za-z(]")
    aliased = _ANCHORS + GOOD.replace("flavor: local", "flavor: s3")
    for written in ("configuration: *@c", "configuration: {<<: *@c}", "configuration: {<@<: *c}"):
        text = aliased.replace("configuration: {}", written)
        yield Document(text.replace(written, "configuration: {}", 1), hovered="s3://team")
    for written in ("[ name: o1, flavor: local ]", "[name: o1, flavor: local, configuration: {}]"):
        yield Document(f"{HEAD}  orchestrator: {written}\n{STORE}", says="one key each", most=1)


_ABOVE = ("@\n", "@\n\n", "c@\n", "comp@\n", "# ours\n@\n", "---\n@\n", " @\n")
_ORDERS = (
    ("", "stack_name: x\nzenml_version: 0.98.0\n"),
    ("", "zenml_version: 0.98.0\nstack_name: x\n"),
    ("stack_name: x\nzenml_version: 0.98.0\n", ""),
)


def _of_completion() -> Iterator[Document]:
    for first, last in _ORDERS:
        for top in _ABOVE if not first else _ABOVE[:4]:
            yield Document(first + top + RUNNER + STORE + last, offered="components")


DOCUMENTS = {
    1: tuple(_of_models()),
    2: tuple(_of_looks()),
    3: tuple(_of_near_misses()),
    4: tuple(_of_intent()),
    5: tuple(_of_every_zenml()),
    6: tuple(_of_files()),
    8: tuple(_of_names()),
    9: tuple(_of_words()),
    11: tuple(_of_completion()),
}
"""The inputs that are texts, by kind."""

"""Stack files with a slip in them that a colleague would see, by kind."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from .inputs import GOOD, HEAD, RUNNER, STORE, Document
from .kubernetes_models import of_models

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
    ("s3://b\u00ad", "s3://b"),
    ("s3://b\u200e", "s3://b"),
    ("s3://b\u3000", "s3://b"),
    ('"s3://b\\apps"', "'s3://b\\apps'"),
    ('"s3://b\\0x"', "'s3://b\\0x'"),
    ("s3://b\u2212x", "s3://b-x"),
    ("s3://b\u2044x", "s3://b/x"),
    ('"s3://b\\x20"', '"s3://b"'),
    ('"s3://b\\n"', '"s3://b"'),
    (">-\n        s3://b\n        /x", "s3://b/x"),
    ("'s3://b\u00a0'", "'s3://b'"),
    ("s3\uff1a//b", "s3://b"),
    ("\uff53\uff13://b", "s3://b"),
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
    yield Document(GOOD.replace("name: o1", "name: o1\u00a0"), says=r"U\+00A0")
    yield Document(f"{_BUCKET}|-\n        s3://b\n", never="line break", most=0)


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
    ('"{{aws_creds.secret}}\\n"', "{{aws_creds.secret}}"),
    ('"{{aws_creds/secret}}"', "{{aws_creds.secret}}"),
    ('"<<aws_creds.secret>>"', "{{aws_creds.secret}}"),
    ('"((aws_creds.secret))"', "{{aws_creds.secret}}"),
    ('"#{aws_creds.secret}"', "{{aws_creds.secret}}"),
    ('"{{aws_creds.secret}} "', "{{aws_creds.secret}}"),
    ('"{{aws_creds .secret}}"', "{{aws_creds.secret}}"),
    ("\"'{{aws_creds.secret}}'\"", "{{aws_creds.secret}}"),
    ('"\uff5b\uff5baws_creds.secret\uff5d\uff5d"', "{{aws_creds.secret}}"),
    ('"{ {aws_creds.secret} }"', "{{aws_creds.secret}}"),
)
_OF_OTHERS = (
    ('"${{ secrets.AWS }}"', "GitHub Actions"),
    ('"{{ .Values.key }}"', "Helm"),
    ('"op://vault/item/key"', "1Password"),
    ('"vault:secret/data#key"', "Vault"),
    ('"ref+vault://a/b"', "vals"),
    ('"arn:aws:secretsmanager:eu-west-1:1:secret:x"', "AWS"),
    ('"projects/p/secrets/s/versions/1"', "Google"),
    ('"ENC[AES256_GCM,data:abc,type:str]"', "SOPS"),
    ('"${{ env.AWS }}"', "CI system"),
    ('"{%aws_creds.secret%}"', "template engine"),
    ('"$(AWS_SECRET)"', "shell"),
    ('"%AWS_SECRET%"', "Windows"),
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
    ("s3:///b", "s3://b"),
    ("https://console.aws.amazon.com/s3/buckets/b", "s3://b"),
    ("b.s3.amazonaws.com/x", "s3://b/x"),
    ("s3://s3.amazonaws.com/b", "s3://b"),
    ("s3://b.s3.eu-west-1.amazonaws.com/x", "s3://b/x"),
    ("https://b.s3.us-east-1.amazonaws.com/x/", "s3://b/x"),
    ("s3n://b", "s3://b"),
    ("'s3:// b'", "s3://b"),
    ("s3//b/x", "s3://b/x"),
    ("arn:aws-us-gov:s3:::b/x", "s3://b/x"),
    ("./artifacts", ""),
    ("/mnt/artifacts", ""),
    ("file:///b", ""),
    ("https://example.com/b", ""),
    ("http://minio:9000/b", ""),
)
_FLAVORS = (
    ("s3", "gs://b", "gcp"),
    ("s3", "abfs://c", "azure"),
    ("s3", "/mnt/x", "local"),
    ("gcp", "s3://b", "s3"),
    ("gcp", "az://c", "azure"),
    ("azure", "gs://b", "gcp"),
    ("azure", "s3://b", "s3"),
    ("local", "s3://b", "s3"),
    ("local", "gs://b", "gcp"),
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
    for flavor, path, meant in _FLAVORS:
        text = f"{_BUCKET}{path}\n"
        of = partial(text.replace, "flavor: s3")
        yield Document(of(f"flavor: {flavor}"), fixed=of(f"flavor: {meant}"))
    for written in _PIECES:
        text = f"{HEAD}  orchestrator: {written}\n{STORE}"
        yield Document(text, fixed=text.replace("[", "{").replace("]", "}"), most=1)


_DEFAULTS = tuple(
    (kind, name, flavor, value)
    for kind, flavor, value in (
        ("orchestrator", "kubernetes", "{}"),
        ("artifact_store", "s3", "{path: 's3://b'}"),
        ("artifact_store", "gcp", "{path: 'gs://b'}"),
        ("artifact_store", "local", "{path: /mnt/x}"),
        ("orchestrator", "local_docker", "{}"),
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
    "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n" + _OWN,
    "asyncapi: 3.0.0\ncomponents:\n  messages: {}\n",
    "type: kubernetes\n" + _OWN,
    "global:\n  registry: x\n" + _OWN,
    "components:\n  deployer:\n    enabled: true\n",
    "components:\n  alerter: true\n  orchestrator: false\n",
    "- components:\n    orchestrator: {}\n",
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


_FALSY = (
    "no",
    "0",
    "0.0",
    "''",
    "null",
    "[]",
    "{}",
    "false",
    "off",
    "~",
    '""',
    "No",
    "NO",
    "NULL",
    "FALSE",
    "Off",
    "0x0",
    "-0",
    "+0",
    "0b0",
    ".0",
    "-0.0",
    "0_0",
)


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
    1: tuple(of_models()),
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

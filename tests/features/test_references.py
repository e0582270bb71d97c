"""References: the uses of an anchor, and the files that share a component."""

from __future__ import annotations

from tests.support.checks import check_references

ANCHORS = """
    _common: &com<CURSOR>mon {channel: x}
              ^^^^^^
    components:
      alerter:
        - configuration: *common
                          ^^^^^^
        - configuration:
            <<: [*common, *common]
                  ^^^^^^
                           ^^^^^^
    """


def test_the_uses_of_an_anchor():
    check_references(ANCHORS)


def test_the_uses_of_an_anchor_without_its_definition():
    marked = ANCHORS.replace("          ^^^^^^\n    components", "components", 1)
    check_references(marked.replace("\n    ", "\n"), include_declaration=False)


def test_every_file_that_has_the_component():
    check_references("""
        # --- a.yaml
        components:
          alerter:
            - name: pa<CURSOR>ger
                    ^^^^^
            - name: other
        # --- b.yaml
        components:
          alerter: {name: 'pager'}
                           ^^^^^
        # --- c.yaml
        services:
          alerter: {name: pager}
        """)


def test_a_component_is_found_with_or_without_its_declaration():
    check_references(
        """
        components:
          alerter:
            name: pa<CURSOR>ger
                  ^^^^^
        """,
        include_declaration=False,
    )


def test_a_name_that_an_anchor_shares_is_one_place():
    check_references("""
        # --- a.yaml
        components:
          alerter:
            - &one
              name: pager
                    ^^^^^
            - <<: *one
              flavor: pager
        # --- b.yaml
        components:
          alerter: {name: pager<CURSOR>}
                          ^^^^^
        """)


def test_nothing_at_other_values():
    check_references("""
        stack_name: demo
        components:
          alerter:
            flavor: pa<CURSOR>ger
        """)


def test_every_file_that_refers_to_the_secret():
    check_references("""
        # --- a.yaml
        components:
          alerter:
            name: pager
            configuration: {token: "{{ pag<CURSOR>er.token }}"}
                                    ^^^^^^^^^^^^^^^^^
        # --- b.yaml
        components:
          alerter:
            name: pager
            configuration:
              url: >-
                {{pager.url}}
                ^^^^^^^^^^^^^
              token: "{{other.token}}"
        # --- c.yaml
        services:
          alerter: {token: "{{pager.token}}"}
        """)

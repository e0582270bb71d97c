"""Document highlights: where else in the file the thing at the cursor is named."""

from __future__ import annotations

from tests.support.checks import check_highlights


def test_an_anchor_and_its_uses():
    check_highlights("""
        _common: &common {channel: x}
                  ^^^^^^ definition
        components:
          alerter:
            - configuration: *com<CURSOR>mon
                              ^^^^^^ use
            - configuration:
                <<: [*common, *common]
                      ^^^^^^ use
                               ^^^^^^ use
        """)


def test_a_component_that_is_named_twice():
    check_highlights("""
        components:
          alerter:
            - name: pa<CURSOR>ger
                    ^^^^^ mention
            - name: other
            - name: 'pager'
                     ^^^^^ mention
          step_operator:
            name: pager
        """)


def test_the_keys_of_one_secret():
    check_highlights("""
        components:
          orchestrator:
            flavor: harbor
            configuration:
              token: "{{ clo<CURSOR>ud.token }}"
                      ^^^^^^^^^^^^^^^^^ mention
              region: '{{cloud.region}}'
                       ^^^^^^^^^^^^^^^^ mention
              extra: [not a reference to {{cloud.token}}, "{{other.token}}"]
        """)


def test_a_name_that_stands_once_is_highlighted_alone():
    check_highlights("""
        stack_name: d<CURSOR>emo
                    ^^^^ mention
        components:
          orchestrator:
            name: demo
        """)


def test_nothing_at_what_is_no_name():
    check_highlights("""
        components:
          alerter:
            - flavor: pa<CURSOR>ger
            - flavor: pager
        """)

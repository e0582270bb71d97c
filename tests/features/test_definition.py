"""Go to definition: anchors within a file, components across files."""

from __future__ import annotations

from tests.support.checks import check_definition


def test_from_an_alias_to_its_anchor():
    check_definition("""
        components:
          alerter:
            - name: a
              flavor: pager
              configuration: &common
                              ^^^^^^
                channel: x
            - name: b
              flavor: pager
              configuration: *com<CURSOR>mon
        """)


def test_from_a_merge_key_to_the_anchor():
    check_definition("""
        _common: &common {channel: x}
                  ^^^^^^
        components:
          alerter:
            name: a
            configuration:
              <CURSOR><<: *common
              channel: y
        """)


def test_an_anchor_in_a_comment_is_not_one():
    check_definition("""
        _common: &common # &common is for all
                  ^^^^^^
          # &common
          channel: x
        components:
          alerter:
            configuration: *<CURSOR>common
        """)


def test_an_anchor_leads_to_itself():
    check_definition("""
        components:
          alerter:
            configuration: &com<CURSOR>mon {}
                            ^^^^^^
        """)


def test_an_alias_of_nothing_leads_nowhere():
    check_definition("""
        components:
          alerter:
            configuration: *com<CURSOR>mon
        """)


def test_from_a_component_to_the_same_one_in_other_files():
    check_definition("""
        # --- a.yaml
        components:
          orchestrator:
            name: sha<CURSOR>red
            flavor: local
        # --- b.yaml
        components:
          orchestrator:
            - flavor: local
              name: "shared"
                     ^^^^^^
          artifact_store:
            name: shared
        # --- c.yaml
        components:
          orchestrator:
            name: another
        """)


def test_a_component_of_one_file_leads_to_itself():
    check_definition("""
        components:
          orchestrator:
            name: on<CURSOR>ly
                  ^^^^
        """)


def test_a_broken_file_still_answers():
    check_definition("""
        components:
          alerter:
            name: [
          orchestrator:
            configuration: &common {}
                            ^^^^^^
          image_builder:
            configuration: *common<CURSOR>
        """)

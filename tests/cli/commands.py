"""Every command of the command line, found by asking its parser, for tests that go over all."""

import argparse

from gan_core.cli.main import make_parser


def leaf_parsers():
    """Parsers by command, such as ``sample`` and ``faces fit``; other names of one are left out."""
    found, waiting = {}, [("", make_parser())]
    while waiting:
        name, parser = waiting.pop()
        below = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
        if not below:
            found[name] = parser
        for action in below:
            named = {id(each): each_name for each_name, each in reversed(action.choices.items())}
            waiting += [
                (f"{name} {each_name}".strip(), action.choices[each_name])
                for each_name in named.values()
            ]
    return found


def options(parser):
    """The options of a parser."""
    return {text for action in parser._actions for text in action.option_strings}

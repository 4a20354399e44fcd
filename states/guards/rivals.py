"""Proposals that compete: of those, only one carries."""

from __future__ import annotations

from states.context import Context, Sibling
from states.finding import Finding, Verdict, universal


def rivals_name_each_other(context: Context) -> Finding:
    """Each of two proposals that compete knows of the other, so that neither is approved beside it."""
    guard, title, own = "rivals_name_each_other", "the other does not know of it", context.dividend
    if own.rival_of is None:
        return universal(guard, title, Verdict.NOT_APPLICABLE, "nothing competes with it")
    rival = next((each for each in context.siblings if each.ref == own.rival_of), None)
    if rival is None:
        return universal(guard, title, Verdict.PASS, f"{own.rival_of} is not in this book")
    if rival.rival_of == context.ref or _in_one_item(context, rival):
        return universal(guard, title, Verdict.PASS, f"{own.rival_of} and {context.ref} know of each other")
    return universal(
        guard,
        title,
        Verdict.FAIL,
        f"{own.rival_of} does not name {context.ref}, and they stand in no common item",
        figures={"rival": own.rival_of},
        remedy=f"say it there too: ketsugi revise {own.rival_of} --on DATE --set rival_of={context.ref}",
    )


def rival_carried(context: Context) -> Finding:
    """What is superseded was so by a competing proposal that carried; of one not in this book, the name is enough."""
    guard, title, by = "rival_carried", "nothing carried in its place", context.dividend.superseded_by
    if by is None:
        return universal(guard, title, Verdict.UNKNOWN, "what carried in its place is not stated", remedy="give --by REF")
    rival = next((each for each in context.siblings if each.ref == by), None)
    if rival is None:
        return universal(guard, title, Verdict.PASS, f"{by} carried; it is not in this book")
    if not _named(context, rival) and not _in_one_item(context, rival):
        said = f"{by} does not compete with {context.ref}: neither names the other, and they stand in no common item"
        remedy = f"if it does: ketsugi revise {context.ref} --on DATE --set rival_of={by}"
        return universal(guard, title, Verdict.FAIL, said, figures={"by": by}, remedy=remedy)
    if rival.carried:
        return universal(guard, title, Verdict.PASS, f"{by} is {rival.state}")
    return universal(
        guard,
        title,
        Verdict.FAIL,
        f"{by} is {rival.state}",
        figures={"by": by, "state": rival.state},
        remedy=f"record first what carried: ketsugi approve {by} --on DATE",
    )


def no_rival_carried(context: Context) -> Finding:
    """No proposal that competes with this one was approved."""
    guard, title = "no_rival_carried", "a competing proposal carried"
    rivals = [each for each in context.siblings if _named(context, each)]
    carried = [f"{each.ref} is {each.state}" for each in rivals if each.carried]
    if not rivals:
        return universal(guard, title, Verdict.NOT_APPLICABLE, "nothing competes with it")
    if not carried:
        return universal(guard, title, Verdict.PASS, f"of {', '.join(each.ref for each in rivals)} none carried")
    return universal(
        guard,
        title,
        Verdict.FAIL,
        "; ".join(carried),
        figures={"carried": "; ".join(carried)},
        remedy=f"record that it was superseded: ketsugi supersede {context.ref} --on DATE --by REF",
    )


def _named(context: Context, other: Sibling) -> bool:
    """Whether either names the other as the one it competes with."""
    return context.dividend.rival_of == other.ref or other.rival_of == context.ref


def _in_one_item(context: Context, other: Sibling) -> bool:
    """Whether they stand in one item of the agenda; where none is stated, they do not."""
    return context.dividend.item is not None and context.dividend.item == other.item

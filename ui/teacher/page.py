"""The teacher's page: who trains what, what that costs, and how to stop it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from gan_core.crew.classroom import STOPPED, clear_class, stop_all
from gan_core.crew.tasks import Task
from gan_core.runs.overview import at_work
from ui.classroom.addresses import app_urls, join_link, join_picture
from ui.shared.role import is_teacher
from ui.shared.room import room
from ui.shared.services import services
from ui.shared.text import _
from ui.shared.visitor import page_owner
from ui.teacher.class_rows import ClassRow, class_rows, visitor_label
from ui.teacher.load import Use, load_meter

REFRESH_SECONDS = 2.0
NOTICE, ASKED, OPENED = "class-notice", "class-asked", "class-opened"


def class_page() -> None:
    """Draw the class for its teacher; for anybody else one line."""
    if not is_teacher():
        st.warning(_("This page is the teacher's: open it on the machine that runs the app."))
        return
    _way_in()
    _class_now()
    with st.expander(_("What the buttons do"), expanded=False):
        st.markdown(
            _(
                "**Show large** opens a run's page, where you watch it as its owner does: for the "
                "projector. **Stop** saves a run and gives its place to others; its owner may "
                "resume it. **Stop all** does so with all that trains or waits. **Clear the "
                "class** stops all and deletes the runs of all visitors but your own; those from "
                "before, which are nobody's, stay. Visitors are numbered as they come, until the "
                "server ends; each reads its own number at the side."
            )
        )


def _way_in() -> None:
    """Draw how students come in, for the projector."""
    here = room()
    if here is None:
        st.caption(
            _(
                "This server asks nobody for a code. `gan-explorer --classroom` or "
                "`make classroom` lets a class in by one, and shows address and QR code here."
            )
        )
        return
    with st.expander(_("How students come in"), expanded=False, icon=":material/qr_code:"):
        code, picture = st.columns([2, 1], vertical_alignment="center")
        code.markdown(_("Open **{address}** and give the code").format(address=app_urls(here)[0]))
        code.markdown(f"# {here.join_code}")
        code.caption(_("Or point a phone's camera at the picture: it opens the app at once."))
        picture.html(
            f'<img src="{join_picture(join_link(here))}" width="220" alt="{_("QR code")}">'
        )


@st.fragment(run_every=REFRESH_SECONDS)
def _class_now() -> None:
    """Draw what changes: the load, the runs, the queue."""
    if not is_teacher():
        return
    opened = st.session_state.pop(OPENED, None)
    if opened:
        _open(opened)
    rows = class_rows(at_work(services().runner.store), page_owner())
    tasks = services().runner.tasks.under_way()
    waiting = [row for row in rows if row.waits]
    _show_load(len(waiting))
    _whole_class(bool(rows or tasks))
    notice = st.session_state.pop(NOTICE, "")
    if notice:
        st.info(notice)
    if not (rows or tasks):
        st.caption(_("Nothing trains and nothing waits."))
    for row in rows:
        _show_row(row)
    for number, task in enumerate(tasks):
        _show_task(number, task)


def _show_load(waiting: int) -> None:
    processes = services().runner.crew.state()["processes"]
    load = load_meter().read(process["pid"] for process in processes)
    st.caption(
        _(
            "Server: {server}. Training processes ({count}): {crew}. {cores} cores here, "
            "{free} of memory free. In the queue: {waiting}."
        ).format(
            server=_use(load.server), crew=_use(load.crew), count=len(processes),
            cores=load.cores, free=_size(load.free), waiting=waiting,
        )
    )  # fmt: skip


def _use(use: Use) -> str:
    return _("{cores:.2f} cores, {size}").format(cores=use.cores, size=_size(use.bytes))


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"


def _whole_class(any_at_work: bool) -> None:
    with st.container(horizontal=True, gap="small", key="class-all"):
        st.button(
            _("Stop all"), icon=":material/stop_circle:", type="primary", key="class-stop-all",
            on_click=_stop_all, disabled=not any_at_work,
            help=_("Saves all that trains or waits; owners may resume it."),
        )  # fmt: skip
        if not st.session_state.get(ASKED):
            st.button(
                _("Clear the class"), icon=":material/delete:", key="class-clear", on_click=_ask,
                help=_("Stops all and deletes the class's runs; asks once more."),
            )  # fmt: skip
            return
        st.button(
            _("Delete all runs of the class"), icon=":material/delete_forever:",
            key="class-clear-yes", on_click=_clear,
            help=_("All runs of visitors, with what they learnt. Nothing brings them back."),
        )  # fmt: skip
        st.button(_("Keep them"), key="class-clear-no", on_click=_unask, help=_("Deletes nothing."))


def _show_row(row: ClassRow) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"class-row-{row.id}"
    ):
        st.markdown(f"**{row.who}** · {row.text}")
        st.button(
            _("Show large"), icon=":material/open_in_new:", key=f"class-show-{row.id}",
            on_click=_wish, args=(row,), help=_("Opens its page, for the projector."),
        )  # fmt: skip
        st.button(
            _("Stop"), icon=":material/stop:", key=f"class-stop-{row.id}",
            on_click=_carry_out, args=(lambda: services().runner.stop(row.id, STOPPED),),
            help=_("Saves it; its owner may resume it."),
        )  # fmt: skip


def _show_task(number: int, task: Task) -> None:
    place = services().runner.tasks.place(task)
    state = _("waiting, number {place}").format(place=place) if place else _("running")
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"class-task-{number}"
    ):
        st.markdown(f"**{visitor_label(task.owner, page_owner())}** · {task.title} · {state}")
        st.button(
            _("Stop"), icon=":material/stop:", key=f"class-stop-task-{number}",
            on_click=_carry_out, args=(lambda: services().runner.tasks.stop(task),),
            help=_("Ends it; nothing half done is kept."),
        )  # fmt: skip


def _carry_out(action: Callable[[], object]) -> None:
    """Carry out a button of the page, for the teacher alone."""
    if is_teacher():
        action()


def _wish(row: ClassRow) -> None:
    st.session_state[OPENED] = row


def _open(row: ClassRow) -> None:
    # Only here: links of some pages need torch, and this page is drawn every two seconds.
    from ui.teacher.links import page_of

    try:
        page, query = page_of(services().runner.store, row.id, grouped=row.grouped)
    except KeyError:
        st.session_state[NOTICE] = _("This run is no longer kept.")
        return
    st.switch_page(page, query_params=query)


def _ask() -> None:
    st.session_state[ASKED] = True


def _unask() -> None:
    st.session_state[ASKED] = False


def _stop_all() -> None:
    def act() -> None:
        count = stop_all(services().runner)
        st.session_state[NOTICE] = _("Stopped: {count}.").format(count=count)

    _carry_out(act)


def _clear() -> None:
    def act() -> None:
        deleted, left = clear_class(services().runner, keep=page_owner())
        text = _("Deleted: {deleted}.").format(deleted=deleted)
        if left:
            text += " " + _("Still held, and kept: {left}.").format(left=left)
        st.session_state[NOTICE] = text

    _unask()
    _carry_out(act)

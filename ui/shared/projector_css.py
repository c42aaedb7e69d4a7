"""The style of the projector mode: Streamlit's own sizes are in rem, live components are zoomed.

A script in the page (``ui.http.page_additions``) writes the zoom onto ``<html>`` as
``data-projector`` where the address asks for it.
"""

ZOOM = 1.5
"""How much larger everything is."""

FONT_SIZE = 15
"""Streamlit's font size in pixels, as .streamlit/config.toml has it."""

CRAMPED = 1500
"""The widest window, in pixels, in which a page has one column; ui/live/shared/projector.js."""

SIDEBAR = 212
HERE = "html[data-projector]"

PROJECTOR_CSS = (
    f"""
{HERE} {{font-size: {ZOOM * FONT_SIZE}px !important;}}
{HERE} .ganlab-root, {HERE} .gandraw-root {{zoom: {ZOOM};}}
{HERE} .ganvalues {{max-height: 46vh; max-width: 60vw;}}
{HERE} .stMainBlockContainer {{max-width: none;}}
{HERE} section[data-testid="stSidebar"]:not([data-collapsed="true"]) {{
  width: {ZOOM * SIDEBAR}px !important; min-width: {ZOOM * SIDEBAR}px !important;}}
{HERE} .stMainBlockContainer h1 {{margin-left: 2.2rem; white-space: nowrap;}}
{HERE} .stMainBlockContainer .st-key-toy-pace {{min-width: {ZOOM * 140}px;}}
{HERE} .stAppViewContainer:not(:has(> .stSidebar)) > :has(> .stMain) {{margin-left: 0;}}
@media (max-width: {CRAMPED}px) {{{HERE} {{"""
    + """
  section[data-testid="stSidebar"] {position: fixed !important; height: 100dvh !important;}
  .stMainBlockContainer {padding: .3rem .8rem 1rem .8rem;}
  .stMainBlockContainer > .stVerticalBlock {gap: .4rem;}
  .stMainBlockContainer .st-key-tour-start {top: .2rem; right: 2.6rem;}
  .stMainBlockContainer > .stVerticalBlock > .stElementContainer:has(h1) {margin-bottom: .4rem;}
  [class*="st-key-question"] {display: none;}
  [class*="st-key-place-"], [class*="st-key-place-"] > * {min-height: 0 !important; gap: .4rem;}
  .stHorizontalBlock:has(> .stColumn .st-key-controls) {
    flex-direction: column;}
  .stHorizontalBlock:has(> .stColumn .st-key-controls) > .stColumn {
    width: 100%; flex: none;}
  [class*="st-key-controls"]:not(:has(.gan-fold[open])) > :not(:first-child) {display: none;}
  [class*="st-key-controls"] > :first-child {display: block;}
}}
"""
)

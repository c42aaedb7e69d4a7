"""The style of every page, beside Streamlit's own, there from the first look on."""

from ui.shared.places import PLACES, places_css
from ui.shared.projector_css import PROJECTOR_CSS

TOUR_HEIGHT = 178
"""Pixels of a tour's panel, the same at every step: the page below does not move."""

PAGE_CSS = (
    places_css(PLACES)
    + f"""
@media (min-width: 701px) {{
  .stMainBlockContainer .st-key-tour {{
    min-height: {TOUR_HEIGHT}px; max-height: {TOUR_HEIGHT}px; overflow-y: auto;}}
}}
"""
    + """
.stMainBlockContainer {padding: 1.1rem 1.6rem 2rem 1.6rem; max-width: 1500px;}
header[data-testid="stHeader"] {background: transparent; height: 2rem; min-height: 2rem;}
h1 {font-size: 1.55rem !important; padding: 0 !important; line-height: 1.2 !important;}
section[data-testid="stSidebar"] {width: 212px !important; min-width: 212px !important;}
section[data-testid="stSidebar"]:is([data-collapsed="true"], [aria-expanded="false"]) {
  width: 0 !important; min-width: 0 !important;}
div[data-testid="stSidebarContent"] {padding-top: .4rem;}
div[data-testid="stSidebarHeader"] {height: 2.2rem; margin-bottom: 0;}
.gan-question {opacity: .75; margin: 0 0 .1rem 0;}
[data-testid="stHeading"] h2 {font-size: 1.75rem; letter-spacing: -.005em;}
/* Contrast and targets as WCAG 2.2 AA asks; tests/e2e/test_access.py looks at every page. */
[data-testid="stCaptionContainer"] {color: inherit; opacity: .78;}
[data-testid="stCaptionContainer"] code {color: inherit;}
[data-testid="stCode"] .token {color: inherit !important;}
[data-testid="stCode"] .token.comment {opacity: .8; font-style: italic;}
button[kind^="primary"]:not(:disabled), .stMultiSelect [data-tag] {
  background: #7b4fb5; border-color: #7b4fb5; color: #fff;}
button[kind^="primary"]:not(:disabled):hover {background: #6a3fa3; border-color: #6a3fa3;}
.stMultiSelect [aria-label="Clear all"] {min-width: 24px; min-height: 24px;}
/* Beside the title, so that it takes no place from the page. */
.stMainBlockContainer .st-key-tour-start {
  position: absolute; top: 2.9rem; right: 1.6rem; width: auto; z-index: 1;}
.stMainBlockContainer :has(> .st-key-tour-start) {display: contents;}
.st-key-tour-start button {min-height: 1.9rem; padding: 0 .4rem;}
.st-key-tour {padding: .5rem .9rem; gap: .4rem;}
.st-key-tour button {min-height: 1.9rem; padding: 0 .5rem;}
.st-key-tour p, .st-key-tour label {font-size: .93rem; line-height: 1.4;}
.st-key-tour [data-testid="stRadio"] label {min-height: 0;}
.st-key-tour [role="radiogroup"] {gap: .1rem;}
.st-key-controls [data-testid="stVerticalBlock"] {gap: .45rem;}
.st-key-compare > div > [class*="st-key-place-"] {gap: .5rem;}
.st-key-compare [data-testid="stButtonGroup"] button {min-height: 2.4rem;}
[data-testid="stPageLink-NavLink"]:focus-visible {outline: 2px solid #7b4fb5; outline-offset: -2px;}
[class*="-pad-begin"] button {min-height: 1.9rem; padding: 0 .45rem;}
/* One file is taken at a time: what was said of those before it goes with them. */
[data-testid="stFileChips"] > div > div:not(:last-child) {display: none;}
.stApp:has([data-testid="stFileChips"] > div > div:last-child [aria-invalid="true"])
  .st-key-upload-refused {display: none;}
/* Who has pressed a button knows what it does: its help would lie over the timeline. */
body:has(.st-key-transport button:focus:not(:focus-visible):hover) .stTooltipContent {
  display: none;}
/* A live picture shows what its run does, whatever the page still computes: it never fades. */
.stElementContainer[data-stale="true"]:has(> .stBidiComponent) {opacity: 1;}
.katex-display {overflow-x: auto; overflow-y: hidden; padding-bottom: .4rem;}
/* What stands in for an element takes the place that the element will. */
.stSidebar [data-testid="stSkeleton"] {height: 30px; margin: -5.625px 0;}
.stSidebar :is(.st-key-device, .st-key-language) [data-testid="stSkeleton"] {
  height: 64px; margin: 0;}
.stMainBlockContainer > .stVerticalBlock > .stElementContainer > [data-testid="stSkeleton"] {
  height: 25.5px;}
.stMainBlockContainer > .stVerticalBlock > [class*="st-key-"] > [data-testid="stSkeleton"] {
  height: 30px;}
.stMainBlockContainer > .stVerticalBlock > .st-key-words-search > [data-testid="stSkeleton"] {
  height: 64px;}
[class*="st-key-question"] [data-testid="stSkeleton"] {height: 25.5px;}
[class*="st-key-word-"] [data-testid="stSkeleton"] {height: 19px;}
/* Home: the recording's place is kept; a card's picture belongs to the link below it. */
.st-key-home-recording {min-height: min(546px, calc(53.5vw - 125px));}
.st-key-home-begin {padding-top: 1.2rem;}
.st-key-home-diagram {min-height: 232px;}
.st-key-home-diagram .gandiagram-root.ganlab-root {grid-template-columns: minmax(0, 1fr);}
[class*="st-key-home-open-"] {position: relative;}
[class*="st-key-home-open-"] a::after {content: ""; position: absolute; inset: 0;}
.gan-page-picture {display: block; width: 100%; height: auto; border-radius: 4px;}
/* Controls that a phone folds; wide windows have no fold. */
.gan-fold > summary {
  cursor: pointer; padding: .55rem .8rem; border-radius: .5rem; font-weight: 600;
  border: 1px solid color-mix(in srgb, currentColor 25%, transparent);}
.gan-fold > summary:focus-visible {outline: 2px solid #7b4fb5; outline-offset: 1px;}
@media (min-width: 701px) {
  [class*="st-key-controls"] > :first-child {display: none;}
  .stMainBlockContainer .st-key-place-learns-rules > :is(:nth-child(2), :nth-child(3)) {
    min-height: 50px;}
  .stMainBlockContainer .st-key-place-learns-rules > :nth-child(4) {min-height: 155px;}
}
/* The place of the navigation is kept until Streamlit draws it. */
@media (min-width: 769px) {
  .stAppViewContainer:not(:has(> .stSidebar)) > :has(> .stMain) {margin-left: 212px;}
}
/* There is no room beside it: it lies over the page, which stays where it is. */
@media (max-width: 768px) {
  section[data-testid="stSidebar"] {position: fixed !important; height: 100dvh !important;}
}
@media (max-width: 700px) {
  .stMainBlockContainer {padding: 2.2rem .8rem;}
  .stMainBlockContainer .st-key-tour-start {top: 2.1rem; right: .6rem;}
  .st-key-home-recording {min-height: calc(min(500px, 100vw - 24px) + 46px);}
  /* The picture first, then Start, then what the page says of it. */
  [class*="st-key-place-"] > :has(> .stAlert) {order: -3;}
  [class*="st-key-place-"] > :has(> [class*="transport"]) {order: -1;}
  .st-key-compare > :has(> [class*="st-key-place-"]) {order: -1;}
  /* Controls are folded; what stands beside a fold is in its container. */
  [class*="st-key-controls"]:not(:has(.gan-fold[open])) > :not(:first-child) {display: none;}
  [class*="st-key-controls"] > :first-child {min-height: 43px;}
  /* A claim is two lines, and its numbers are some rows. */
  [class*="st-key-place-learns-"] > :first-child {min-height: 48px;}
  [class*="st-key-place-learns-"] > :nth-child(2):not([class*="-canvas"]) {min-height: 98px;}
  .stMainBlockContainer .st-key-place-learns-rules > :nth-child(2) {min-height: 145px;}
  .stMainBlockContainer .st-key-place-learns-rules > :nth-child(3) {min-height: 98px;}
  .stMainBlockContainer .st-key-place-learns-rules > :nth-child(4) {min-height: 335px;}
  .st-key-question-long {min-height: 48px;}
  /* The choice of a view is one line, which a finger moves. */
  .stMainBlockContainer > .stVerticalBlock > .stElementContainer [role="radiogroup"] {
    flex-wrap: nowrap; overflow-x: auto; scrollbar-width: none;}
  .stMainBlockContainer > .stVerticalBlock > .stElementContainer [role="radiogroup"] > * {
    flex: none; max-width: none;}
}
"""
    + PROJECTOR_CSS
)

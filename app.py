"""GAN Explorer. `streamlit run app.py` finds the server below; for visitors this is the home page.

The file is read twice: once by the server, which has no visitor, and once for every look at the
home page.
"""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.classroom.addresses import announced
from ui.classroom.gate import gate_middleware
from ui.faces.api import faces_routes
from ui.growing.api import progressive_routes
from ui.home.files import home_routes
from ui.home.page import home
from ui.http.feed import feed_routes
from ui.http.page_additions import additions_middleware
from ui.http.prompt_answers import prompt
from ui.http.security import security_middleware
from ui.http.visitor import visitor_middleware
from ui.labels.api import labels_routes
from ui.launch import check_environment
from ui.models.api import model_routes
from ui.shared.services import server_lifespan

if get_script_run_ctx(suppress_warning=True) is None:
    check_environment()
    routes = [
        *feed_routes(), *model_routes(), *labels_routes(), *faces_routes(), *progressive_routes(),
        *home_routes(),
    ]  # fmt: skip
    middleware = [
        *security_middleware(), *gate_middleware(), *visitor_middleware(), *additions_middleware(),
    ]  # fmt: skip
    app = st.App(
        __file__,
        routes=routes,
        middleware=middleware,
        lifespan=announced(prompt(server_lifespan)),
    )
else:
    home()

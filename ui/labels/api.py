"""The label page over HTTP, for the browser: the pictures of what was chosen in a view.

What a view asks for is decided in one place, ``asked_of``, for the canvas as for what is saved.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ui.http.base_path import below_base
from ui.http.json_fields import Content, RequestError, named
from ui.http.json_requests import answer_json
from ui.labels.link_state import LabelChoice, LabelLinkState, parse_counts, parse_text
from ui.shared.picture_bytes import encode_bytes, shape_of

PATH = "/labels"


def labels_url() -> str:
    """Return the address below which each model is asked for digits."""
    return below_base(PATH)


def labels_routes() -> list[Route]:
    """Return the routes that the app's server adds to Streamlit's own."""
    return [Route(f"{labels_url()}/{{model}}", _answer, methods=["POST"])]


async def _answer(request: Request) -> Response:
    model = request.path_params["model"]
    return await answer_json(request, lambda content: JSONResponse(show_labels(model, content)))


def show_labels(name: str, content: Content) -> Content:
    """Return the pictures of a view, how many stand in a row, and the classifier's predictions.

    ``labels`` are what was asked for; a blend asks for none. Without a picture there is only the
    ``count``, 0.
    """
    # Torch is loaded by the first request, not when the server starts.
    from ui.labels.pictures import asked_of, labels_of, latents_of
    from ui.models.shown_models import device_name, pictures_of, predictions_of, shown_model

    device = named(content, "device", "auto")
    link = _chosen(name, {key: value for key, value in content.items() if key != "device"})
    asked = asked_of(link)
    if not asked.styles:
        return {"count": 0}
    model = shown_model(name, device)
    if not model.settings.conditional:
        raise RequestError(
            f"{name} is a {model.settings.kind}, which takes no labels; accepted: a cgan"
        )
    made = pictures_of(model, latents_of(link)[asked.styles], labels_of(link, asked))
    return {
        "count": len(asked.styles),
        "columns": asked.columns,
        "labels": asked.labels if asked.shares is None else None,
        "pictures": encode_bytes(made.pixels),
        **shape_of(made.pixels),
        "predictions": predictions_of(model, made.pixels).round(4).tolist(),
        "clipped": made.clipped,
        "milliseconds": made.milliseconds,
        "device": device_name(model),
    }


def _chosen(name: str, content: Content) -> LabelLinkState:
    text, counts = (content.pop(key, None) for key in ("text", "counts"))
    try:
        chosen = LabelChoice(**content)
    except TypeError:
        raise RequestError(f"{', '.join(content)}: not what a view is chosen by") from None
    return LabelLinkState(name, chosen, parse_text(text), parse_counts(counts))

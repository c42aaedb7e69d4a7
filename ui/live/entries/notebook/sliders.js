import "../../run/run.css";
import "../../models/models.css";
import "../../latent/latent.css";
import "../../notebook/notebook.css";
import { showSliders } from "../../notebook/sliders.js";

export default { render: showSliders };

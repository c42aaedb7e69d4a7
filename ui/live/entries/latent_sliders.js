import { mountSliders } from "../latent/sliders.js";
import { streamlitComponent } from "./component.js";

export default streamlitComponent(mountSliders);

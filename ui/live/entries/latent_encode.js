import { mountEncode } from "../latent/encode.js";
import { streamlitComponent } from "./component.js";

export default streamlitComponent(mountEncode);

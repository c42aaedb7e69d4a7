import { mountWalk } from "../latent/walk.js";
import { streamlitComponent } from "./component.js";

export default streamlitComponent(mountWalk);

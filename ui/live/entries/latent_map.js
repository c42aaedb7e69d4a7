import { mountMap } from "../latent/map.js";
import { streamlitComponent } from "./component.js";

export default streamlitComponent(mountMap);

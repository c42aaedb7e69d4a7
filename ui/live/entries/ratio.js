import { mountRatio } from "../theory/ratio.js";
import { streamlitComponent } from "./component.js";

export default streamlitComponent(mountRatio);

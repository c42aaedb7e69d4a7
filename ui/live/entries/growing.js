import { mountProgressive } from "../growing/view.js";
import { streamlitComponent } from "./component.js";

export default streamlitComponent(mountProgressive);

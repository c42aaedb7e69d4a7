import { mountThesis } from "../faces/thesis.js";
import { streamlitComponent } from "./component.js";

export default streamlitComponent(mountThesis);

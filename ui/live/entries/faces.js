import { mountFaces } from "../faces/map.js";
import { streamlitComponent } from "./component.js";

export default streamlitComponent(mountFaces);

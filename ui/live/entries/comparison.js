import { mountComparison } from "../compare/comparison.js";
import { streamlitComponent } from "./component.js";

export default streamlitComponent(mountComparison);

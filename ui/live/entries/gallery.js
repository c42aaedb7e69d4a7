import { mountGallery } from "../compare/gallery_mount.js";
import { streamlitComponent } from "./component.js";

export default streamlitComponent(mountGallery);

import { mountRecording } from "../home/recording.js";
import { streamlitComponent } from "./component.js";

export default streamlitComponent(mountRecording);

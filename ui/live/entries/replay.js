import { mountReplay } from "../toy/replay.js";
import { fillPage } from "./page.js";

fillPage(mountReplay);

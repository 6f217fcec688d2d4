/** What every room of the exam (waiting, running) is given. */
import type { Controller } from "../controller";
import type { Model } from "../model";

export interface RoomProps {
  model: Model;
  controller: Controller;
}

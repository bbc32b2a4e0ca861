import { screen } from "../model";
import { words } from "../strings";
import { OverviewModel } from "./model";
import { OverviewView } from "./view";

export const overview = screen({
  name: "",
  label: () => words.nav.overview,
  title: () => words.nav.overview,
  open: (on) =>
    new OverviewModel(on, {
      now: null,
      fault: null,
      bank: "",
      answers: null,
      changing: null,
      changeFault: null,
      returning: null,
    }),
  view: OverviewView,
});

import { screen } from "../model";
import { words } from "../strings";
import { Counts } from "./counts";
import { Exports } from "./exports";
import { ResultsModel } from "./model";

function ResultsView({ model }: { model: ResultsModel }) {
  return (
    <>
      <Counts model={model} />
      <Exports model={model} />
    </>
  );
}

/** What was recorded, counted, and the files of it. */
export const results = screen<ResultsModel>({
  name: "results",
  label: () => words.nav.results,
  title: () => words.nav.results,
  open: (on) => new ResultsModel(on),
  view: ResultsView,
});

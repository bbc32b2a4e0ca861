import { screen } from "../model";
import { words } from "../strings";
import { ImportList } from "./list";
import { ListView } from "./list-view";
import { OneImport } from "./one";
import { OneView } from "./one-view";

/** The list and a new import at /organiser/import, one import below it. */
export const imports = screen<ImportList | OneImport>({
  name: "import",
  label: () => words.nav.import,
  title: (model) => {
    if (model instanceof ImportList) return words.nav.import;
    const names = model.state.it?.files ?? model.sending?.files ?? [];
    return names.map(({ name }) => name).join(", ") || words.imports.one;
  },
  open: (on, route) =>
    route.id
      ? new OneImport(on, {
          id: route.id,
          it: null,
          preview: null,
          problemsUrl: null,
          fault: null,
          said: null,
          busy: false,
          undoing: null,
          job: null,
        })
      : new ImportList(on, {
          imports: null,
          fault: null,
          banks: [],
          files: [],
          bank: "",
          busy: false,
          fileFault: null,
        }),
  view: ({ model }) =>
    model instanceof ImportList ? <ListView model={model} /> : <OneView model={model} />,
});

import { screen } from "../model";
import { words } from "../strings";
import { ClosingModel } from "./closing";
import { ClosingView } from "./closing-view";
import { SettingsForm } from "./form";
import { SettingsView } from "./form-view";

/** Settings at /organiser/settings, the end of the campaign at /organiser/settings/close. */
export const settings = screen<SettingsForm | ClosingModel>({
  name: "settings",
  label: () => words.nav.settings,
  title: (model) => (model instanceof ClosingModel ? words.close.title : words.nav.settings),
  open: (on, route) =>
    route.id === "close"
      ? new ClosingModel(on, {
          now: null,
          fault: null,
          name: "",
          nameFault: null,
          busy: false,
          certificate: null,
          destroying: false,
        })
      : new SettingsForm(on, {
          saved: null,
          draft: null,
          changed: false,
          fault: null,
          faults: {},
          busy: false,
        }),
  view: ({ model }) =>
    model instanceof ClosingModel ? <ClosingView model={model} /> : <SettingsView model={model} />,
});

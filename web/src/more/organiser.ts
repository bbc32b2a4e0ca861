import styles from "../organiser/styles/organiser.css?url";
import { part } from "../ui/later";

/** Fetches the organiser's styles, which no volunteer needs. Throws where there is no network. */
function withStyles(): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = styles;
    link.onload = () => resolve();
    link.onerror = () => {
      link.remove();
      reject(new Error("no styles"));
    };
    document.head.append(link);
  });
}

/** The organiser's side: a part with its own words and its own styles, loaded when it is opened. */
export const organiser = part(async () => {
  const [module] = await Promise.all([import("../organiser/organiser"), withStyles()]);
  return module;
});

import { audit } from "./audit/screen";
import { imports } from "./imports/screen";
import type { OrganiserScreen } from "./model";
import { overview } from "./overview/screen";
import { settings } from "./settings/screen";
import { unknown } from "./unknown";
import { volunteers } from "./volunteers/screen";

/** All screens of the organiser's side, in the order of the navigation. */
export const SCREENS: readonly OrganiserScreen[] = [overview, imports, volunteers, settings, audit];

export const screenNamed = (name: string): OrganiserScreen =>
  SCREENS.find((one) => one.name === name) ?? unknown;

import { audit } from "./audit/screen";
import { banks } from "./banks/screen";
import { imports } from "./imports/screen";
import { lists } from "./lists/screen";
import type { OrganiserScreen } from "./model";
import { overview } from "./overview/screen";
import { quality } from "./quality/screen";
import { results } from "./results/screen";
import { settings } from "./settings/screen";
import { unknown } from "./unknown";
import { volunteers } from "./volunteers/screen";

/** All screens of the organiser's side, in the order of the navigation. */
export const SCREENS: readonly OrganiserScreen[] = [
  overview,
  imports,
  banks,
  volunteers,
  quality,
  lists,
  results,
  settings,
  audit,
];

export const screenNamed = (name: string): OrganiserScreen =>
  SCREENS.find((one) => one.name === name) ?? unknown;

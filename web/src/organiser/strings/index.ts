/** The words of the organiser's side: English only for now, whatever language calling is in. */
import { makeDates } from "../../format/dates";
import { makeSay } from "../../strings";
import en from "./en.json";

export const words = en;
const LOCALE = "en-GB";
export const say = makeSay(LOCALE);
export const dates = makeDates(LOCALE, en.days);
const figures = new Intl.NumberFormat(LOCALE);

/** A number as it is read: 12,345. */
export const count = (n: number) => figures.format(n);

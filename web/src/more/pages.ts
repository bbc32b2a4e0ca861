/** What is around calling, in one part that is loaded once the first screen is there. */
export * from "./actions";
export { afterStart } from "./after-start";
export { Banks } from "./banks";
export { Briefing } from "./briefing";
export { CallBackChoice } from "./call-back";
export { EndingPage, ProblemPage } from "./endings";
export { check, look, takeUp } from "./held";
export { pressKey } from "./keyboard";
export { MenuItems } from "./menu";
export { MyCalls } from "./my-calls";
export { Notices } from "./notices";
export { OthersHere } from "./others";
export { Refused } from "./refused";
export { RingingBack } from "./ringing-back";
export { SeldomSheet } from "./sheets";
export { WhosCalling } from "./whos-calling";
export { WrapUp } from "./wrap-up";

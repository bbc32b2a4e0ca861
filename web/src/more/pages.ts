/** What is around calling, in one part that is loaded once the first screen is there. */
export { afterStart } from "./after-start";
export { pressKey } from "./keyboard";
export { Banks } from "./banks";
export { Briefing } from "./briefing";
export { CallBackChoice } from "./call-back";
export { EndingPage, ProblemPage } from "./endings";
export { MyCalls } from "./my-calls";
export { Notices } from "./notices";
export { RingingBack } from "./ringing-back";
export { SeldomSheet } from "./sheets";
export { WrapUp } from "./wrap-up";

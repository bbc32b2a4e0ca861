/** What is around calling, in one part that is loaded once the first screen is there. */
export { pressKey } from "../store/keyboard";
export { Banks } from "./banks";
export { EndingPage, ProblemPage } from "./endings";
export { SeldomSheet } from "./sheets";
export { WrapUp } from "./wrap-up";

import type { Controller } from "../store/controller";

/** What begins once the first screen is there: reminders of call-backs, and the service worker. */
export function afterStart(_on: Controller): void {}

import type { Campaign } from "../api/types";

const KEY = "ringround.campaign";
const COLOUR = /^#[0-9a-f]{6}$/i;

/** Puts the party's colours on the page. Set through the CSSOM, which a strict policy allows. */
export function applyTheme(campaign: Campaign): void {
  const { style } = document.documentElement;
  if (COLOUR.test(campaign.brand)) {
    style.setProperty("--brand", campaign.brand);
    document.querySelector('meta[name="theme-color"]')?.setAttribute("content", campaign.brand);
  }
  if (COLOUR.test(campaign.on_brand)) style.setProperty("--on-brand", campaign.on_brand);
}

/** The campaign of the last visit: public facts, so that the page has its colours at once. */
export function rememberedCampaign(): Campaign | null {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "null") as Campaign | null;
  } catch {
    return null;
  }
}

export function rememberCampaign(campaign: Campaign): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(campaign));
  } catch {
    // A full or forbidden storage costs a moment in the wrong colour, nothing more.
  }
}

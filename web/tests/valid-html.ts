import { HtmlValidate } from "html-validate";

const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: {
    // jsdom writes attributes its own way, and the page's frame is index.html's.
    "attribute-boolean-style": "off",
    "attribute-empty-style": "off",
    "void-style": "off",
    // Boxes of one question share its name, as radios do.
    "form-dup-name": ["error", { shared: ["radio", "checkbox"] }],
    "no-inline-style": "error",
    "tel-non-breaking": "off",
    "prefer-native-element": "off",
  },
});

/** What is wrong with a screen's HTML. */
export async function faultsIn(html: string): Promise<string[]> {
  const report = await validator.validateString(html);
  return report.results.flatMap((one) =>
    one.messages.map((message) => `${message.ruleId}: ${message.message} (${message.selector})`),
  );
}

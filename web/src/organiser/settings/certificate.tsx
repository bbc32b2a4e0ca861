import { ukMoment } from "../../format/uk-time";
import { count, words } from "../strings";
import type { Certificate } from "./types";

const w = words.close;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** A word of the API's as people write it: "calls_made" is "Calls made". */
export function plainWord(word: string): string {
  const text = word.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function shown(value: unknown): string {
  if (typeof value === "number") return count(value);
  if (typeof value === "boolean") return value ? w.yes : w.no;
  if (typeof value === "string" && MOMENT.test(value)) {
    const { date, time } = ukMoment(new Date(value));
    return `${date} ${time}`;
  }
  if (Array.isArray(value)) return value.map(shown).join(", ");
  return String(value ?? "–");
}

/** Every fact of a certificate as a name and a text; what stands in groups is laid flat. */
export function factsOf(certificate: Record<string, unknown>): [name: string, text: string][] {
  return Object.entries(certificate).flatMap(([name, value]) => {
    if (value && typeof value === "object" && !Array.isArray(value))
      return factsOf(value as Record<string, unknown>);
    return [[plainWord(name), shown(value)] as [string, string]];
  });
}

/** The certificate as text that can be kept. */
export const certificateText = (certificate: Certificate): string =>
  [w.certificate, ...factsOf(certificate).map(([name, text]) => `${name}: ${text}`), ""].join("\n");

function save(certificate: Certificate): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([certificateText(certificate)], { type: "text/plain" }));
  link.download = "certificate.txt";
  link.click();
  URL.revokeObjectURL(link.href);
}

/** What is left when all is gone: to be printed, or kept as a file. */
export function CertificateCard({ certificate }: { certificate: Certificate }) {
  return (
    <section class="card certificate">
      <h2>{w.certificate}</h2>
      <p>{w.certificateText}</p>
      <dl class="facts">
        {factsOf(certificate).map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <div class="button-row no-print">
        <button type="button" class="primary" onClick={() => window.print()}>
          {w.print}
        </button>
        <button type="button" class="secondary" onClick={() => save(certificate)}>
          {w.keep}
        </button>
      </div>
    </section>
  );
}

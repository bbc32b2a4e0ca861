import { factsOf } from "../../more/facts";
import { words } from "../strings";
import type { Certificate } from "./types";

const w = words.close;
const facts = (certificate: Certificate) =>
  factsOf(certificate, { yes: w.yes, no: w.no, locale: "en-GB" });

/** The certificate as text that can be kept. */
export const certificateText = (certificate: Certificate): string =>
  [w.certificate, ...facts(certificate).map(([name, text]) => `${name}: ${text}`), ""].join("\n");

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
        {facts(certificate).map(([name, text]) => (
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

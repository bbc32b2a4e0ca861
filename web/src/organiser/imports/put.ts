/** Sends one file to its link. `tell` hears how many bytes are sent. Rejects where it did not arrive. */
export type Put = (
  link: { url: string; headers: Record<string, string> },
  file: Blob,
  tell: (sent: number) => void,
) => Promise<void>;

/** By XMLHttpRequest, because `fetch` does not say how much of a body is sent. */
export const putFile: Put = ({ url, headers }, file, tell) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => tell(event.loaded);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(new Error(`status ${request.status}`));
    };
    request.onerror = () => reject(new Error("network"));
    request.onabort = request.onerror;
    request.send(file);
  });

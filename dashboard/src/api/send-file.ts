import { ProblemError } from "@/api/problem";

/**
 * Posts a file as it is and answers with the JSON that comes back. `fetch` cannot say how much of a body has been sent,
 * and a person who waits for a large file wants to know.
 */
export function sendFile<Answer>(
  url: string,
  file: Blob,
  onProgress: (share: number) => void,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open("POST", url);
    call.responseType = "text";
    call.setRequestHeader("Accept", "application/json");
    call.setRequestHeader("Content-Type", "application/octet-stream");
    call.setRequestHeader("X-Plimsoll-Request", "dashboard");
    call.upload.onprogress = (event) => onProgress(event.total === 0 ? 0 : event.loaded / event.total);
    call.onerror = () => reject(ProblemError.unreachable());
    call.onload = () => {
      const response = new Response(call.responseText, {
        status: call.status,
        headers: { "X-Request-Id": call.getResponseHeader("X-Request-Id") ?? "" },
      });
      const settled: Promise<Answer> = response.ok
        ? response.json()
        : ProblemError.fromResponse(response).then((problem) => Promise.reject(problem));
      settled.then(resolve, reject);
    };
    call.send(file);
  });
}

/** What a stubbed address answers: a JSON body with status 200, or whatever the function makes of the request. */
export type StubAnswer = object | ((request: Request) => Response | Promise<Response>);

export type StubbedFetch = {
  fetch: typeof fetch;
  /** Every request, in order. */
  requests: { method: string; url: string; headers: Headers; body: string }[];
  /** The form of the last request whose URL is the given one. */
  form: (url: string) => URLSearchParams;
};

/** A `fetch` over a table of exact URLs. An address that is not in it answers 404 with a page. */
export function stubFetch(routes: Record<string, StubAnswer>): StubbedFetch {
  const requests: StubbedFetch["requests"] = [];
  return {
    requests,
    form: (url) => new URLSearchParams(requests.findLast((request) => request.url === url)?.body),
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const { method, url, headers } = request;
      requests.push({ method, url, headers, body: await request.clone().text() });
      const answer = routes[url] ?? routes[url.replace(/\/$/, "")];
      if (answer === undefined) return html(404);
      return typeof answer === "function" ? answer(request) : Response.json(answer);
    },
  };
}

/** A page, as single-page applications answer to every address. */
export function html(status = 200): Response {
  return new Response("<!doctype html><title>App</title>", { status, headers: { "content-type": "text/html" } });
}
